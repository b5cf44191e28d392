"""Which words, shares and hours is the demo city made of?"""

from __future__ import annotations

# District: share of the stations (about its share of the population), and words for its places.
DISTRICTS = {
    "370102": (78, "泉城路 历山路 解放路 文化东路 和平路 山师东路 燕山 千佛山 大明湖 龙洞 姚家"),
    "370103": (66, "经四路 经七路 英雄山路 舜耕路 建设路 马鞍山路 六里山 七贤 王官庄 党家 兴隆"),
    "370104": (48, "经十西路 张庄路 纬十二路 段店 匡山 美里湖 吴家堡 腊山 兴福 玉清湖 西市场"),
    "370105": (50, "北园大街 济洛路 无影山 堤口路 药山 北坦 工人新村 泺口 官扎营 宝华街"),
    "370112": (66, "工业北路 花园路 洪家楼 华山 王舍人 郭店 唐冶 全福 山大路 仲宫 柳埠 董家 港沟"),
    "370113": (30, "文昌 崮云湖 平安 大学路 清河街 归德 张夏 万德 五峰山 马山 峰山路"),
    "370114": (50, "明水 双山 枣园 龙山 埠村 圣井 普集 绣惠 相公庄 刁镇 文博路 汇泉路"),
    "370115": (26, "济北 回河 孙耿 崔寨 垛石 曲堤 仁风 富阳街 经二路 开元大街"),
    "370116": (42, "凤城 张家洼 高庄 鹏泉 口镇 羊里 方下 牛泉 苗山 雪野 鲁中大街 汶源大街"),
    "370117": (14, "艾山 里辛 颜庄 辛庄 钢都大街 双泉路 府前大街"),
    "370124": (16, "榆山 锦水 东阿 孝直 孔村 洪范池 玫瑰 安城 翠屏街 青龙路"),
    "370126": (24, "许商 殷巷 怀仁 玉皇庙 龙桑寺 郑路 贾庄 白桥 商中路 银河路"),
}  # fmt: skip
ZONE = "370176"
ZONE_STATIONS = 16
ZONE_DISTRICT = "370102"
ZONE_PLACES = "新泺大街 舜华路 世纪大道 凤凰路 汉峪 贤文 孙村 巨野河 奥体东路"

SPOTS = ("", "东段", "西段", "南口", "北口", "社区", "广场", "市场", "公园", "花园")

# Host: weight, word in the name, how the door is found.
HOSTS = {
    "party_centre": (22, "党群中心", "一楼大厅左手第一间，门口有蓝色牌子"),
    "bank": (13, "银行网点", "营业厅进门右手边，饮水机旁"),
    "business_hall": (7, "营业厅", "营业厅西侧小门，不用取号"),
    "post": (5, "邮政网点", "临街门面，绿色招牌下面"),
    "sanitation": (12, "环卫", "公共卫生间东侧的白色小屋"),
    "shop": (7, "商场", "一楼北门入口，服务台后面"),
    "fuel_station": (4, "加油站", "便利店里面，靠窗的一排座位"),
    "pharmacy": (4, "药店", "进门左转，柜台旁边"),
    "hospital": (3, "卫生服务中心", "门诊楼一楼东头，走侧门"),
    "transport": (5, "公交场站", "调度室旁边，从出站口进"),
    "park": (6, "公园", "公园南门内 50 米，木屋"),
    "union": (5, "职工服务中心", "一楼西侧，有坡道，电动车停在院内"),
    "charging_site": (2, "充电站", "充电桩后面的集装箱小屋"),
    "building_site": (2, "工地", "生活区入口右侧的板房"),
    "logistics_park": (2, "物流园", "园区大门进来第二排平房"),
    "other": (1, "", "路北侧，临街"),
}

# Kind: how many, and its word in a name. What is left over is rest_station.
KINDS = {
    "drivers_home": (16, "司机之家"),
    "riders_home": (42, "骑手之家"),
    "workers_harbour": (24, "劳动者港湾"),
    "energy_station": (20, "能量站"),
    "book_house": (14, "职工书屋"),
    "carnation_station": (10, "康乃馨服务站"),
    "canteen": (14, "爱心食堂"),
    "clinic_point": (8, "家庭医生工作室"),
    "popup": (6, "流动驿站"),
}

# Weight, words, expression, when staffed. The first are the commonest.
HOURS = (
    (22, "8:30-17:30", "08:30-17:30", ""),
    (13, "周一至周五 9:00-17:00", "Mo-Fr 09:00-17:00", ""),
    (12, "8:30-12:00，14:00-17:30", "08:30-12:00,14:00-17:30", ""),
    (8, "周一至周五 9:00-17:00，节假日除外", "Mo-Fr 09:00-17:00; PH off", ""),
    (6, "工作日 8:30-12:00，13:30-17:00", 'Mo-Fr 08:30-12:00,13:30-17:00 "工作日"; PH off', ""),
    (10, "6:00-22:00", "06:00-22:00", ""),
    (9, "24小时", "24/7", ""),
    (5, "8:00-22:00 有人值守，22:00-次日8:00 扫码自助", "24/7", "08:00-22:00"),
    (3, "17:00-次日2:00", "17:00-02:00", ""),
    (4, "5月-9月 8:00-19:00，10月-4月 8:30-17:30",
     "May-Sep 08:00-19:00; Oct-Apr 08:30-17:30", ""),
    (3, "周一至周六 8:00-18:00，周日休息", "Mo-Sa 08:00-18:00", ""),
    (2, "7:00-21:00，法定节假日 9:00-17:00", "07:00-21:00; PH 09:00-17:00", ""),
    (2, "5:00-9:00，14:00-20:00", "05:00-09:00,14:00-20:00", ""),
    (3, "随商场营业时间", "", ""),
    (6, "", "", ""),
)  # fmt: skip
QR_HOURS = "8:00-22:00 有人值守，22:00-次日8:00 扫码自助"

# Method: weight, and what to do at the door.
ENTRY = {
    "open_door": (52, ""),
    "qr_sign_up": (16, "门口二维码，微信扫一扫登记姓氏即可，不用下载软件"),
    "ask_staff": (12, "跟前台说一声就能进"),
    "member_code": (6, "出示工会会员码，走东侧小门"),
    "face": (4, "第一次来先在门口屏幕上登记"),
    "service_card": (4, "刷工会服务卡，没有卡就按门铃"),
    "code_lock": (4, "按门铃问密码，每天更换"),
    "id_card": (2, "刷身份证开门，在二楼"),
}

# Amenity: percent of the stations that name it.
AMENITIES = {
    "drinking_water": 97, "seating": 95, "phone_charging": 92, "microwave": 84,
    "air_conditioning": 82, "first_aid_kit": 74, "reading_corner": 52, "repair_tools": 48,
    "restroom_nearby": 46, "restroom": 38, "hot_water": 44, "wifi": 40, "refrigerator": 26,
    "rain_gear": 34, "ebike_parking": 30, "ebike_charging": 14, "battery_swap": 6, "heating": 18,
    "fan": 12, "air_pump": 16, "television": 14, "recliner": 7, "sewing_kit": 20, "lockers": 10,
    "thermometer": 10, "reading_glasses": 16, "wheelchair": 6, "hair_dryer": 5, "printer": 5,
    "blood_pressure_monitor": 14, "aed": 7, "health_check_kiosk": 4, "nursing_room": 5,
    "counselling_room": 3, "discount_meals": 4, "smart_access": 8, "cctv": 16,
    "fire_extinguisher": 28, "emergency_call": 5, "step_free_access": 18, "legal_aid": 5,
    "haircut": 3, "join_union": 12, "item_exchange": 4, "shower": 2, "laundry": 1,
    "telemedicine": 4,
}  # fmt: skip
KIND_AMENITIES = {
    "drivers_home": ("truck_parking", "hot_water", "microwave", "shower", "laundry"),
    "riders_home": ("ebike_parking", "phone_charging", "hot_water"),
    "book_house": ("reading_corner", "seating"),
    "carnation_station": ("nursing_room", "counselling_room"),
    "canteen": ("discount_meals", "seating", "hot_water"),
    "clinic_point": ("blood_pressure_monitor", "first_aid_kit", "telemedicine"),
}
NEARBY = ("出门右转 80 米，公共卫生间", "马路对面公园里，约 150 米", "同一院内北侧，30 米")
BROKEN = ("已报修", "等配件", "屏幕不亮，已通知维保")
CALL = "按屏幕上的“呼叫”键，扫码登记后接通值班医生（演示）"

# Weight and name: none of these firms exists.
OPERATORS = (
    (60, ""),
    (14, "演示物业公司"),
    (8, "演示社会服务中心"),
    (8, "演示环卫服务公司"),
    (10, "演示街道总工会"),
)
KEEPERS = ((70, "站长"), (15, "值班站长"), (15, ""))
VERIFIERS = ((50, "站长"), (35, "街道工会巡查员"), (15, "市总工会抽查员"))
STARS = ((62, 0), (20, 3), (12, 4), (6, 5))
HONOUR_GRADES = ((70, "municipal"), (24, "provincial"), (6, "national"))

SUSPENDED = ("装修改造", "停水检修", "设备更换", "场所搬迁准备")
RECTIFYING = ("公示时间内未开门，限期整改", "设施损坏未修，限期整改")
CLOSED = ("场所收回", "整改后仍不达标", "与附近驿站合并")
