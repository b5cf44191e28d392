pragma foreign_keys = off;
pragma application_id = 1398034003;
pragma user_version = 18;
BEGIN TRANSACTION;
CREATE TABLE account_grants (
  account_id text  not null references accounts (id),
  role text not null,
  area text not null check (length(area) <= 12),
  station_id text  not null,
  primary key (account_id, role, area, station_id),
  check (area = '' or station_id = '')
) strict, without rowid;
INSERT INTO "account_grants" VALUES('c282b6d284c8d3a3','administrator','370100','');
CREATE TABLE accounts (
  id text  primary key check (length(id) between 1 and 32),
  name text  not null unique check (length(name) between 2 and 40),
  shown text not null check (length(shown) between 1 and 40),
  password text not null,
  must_change integer not null check (must_change in (0, 1)),
  totp_secret text not null,
  totp_step integer not null,
  disabled integer not null check (disabled in (0, 1)),
  demo integer not null check (demo in (0, 1)),
  created_at text not null,
  changed_at text not null
) strict;
INSERT INTO "accounts" VALUES('c282b6d284c8d3a3','chief','市总工会','$argon2id$v=19$m=19456,t=2,p=1$5zQWfHWZdm+KHgAvK61eKg$NnmDKbQRj+TbvREVNDddBYT+D4oYWU7KZhENa4evfIY',1,'',0,0,0,'2026-11-30T14:30:02+00:00','2026-11-30T14:30:02+00:00');
CREATE TABLE answerable (
  station_id text  not null references stations (id),
  tier text not null check (tier in ('city', 'area', 'site')),
  post text not null check (length(post) <= 40),
  person text not null check (length(person) <= 40),
  phone text not null check (length(phone) <= 40),
  log integer not null,
  primary key (station_id, tier),
  check (post <> '' or person <> '')
) strict, without rowid;
CREATE TABLE attempts (
  id text  not null,
  bucket text  not null,
  at text not null,
  primary key (bucket, id)
) strict, without rowid;
CREATE TABLE awards (
  station_id text  not null references stations (id),
  number integer not null check (number >= 1),
  review_id text  not null unique references reviews (id),
  scheme text not null,
  basis text not null,
  stars integer not null check (stars between 0 and 5),
  on_day text not null,
  until_day text,
  log integer not null,
  primary key (station_id, number),
  check ((stars = 0) = (until_day is null))
) strict, without rowid;
CREATE TABLE budget_confirmations (
  area text  not null,
  year integer not null,
  number integer not null,
  noted_by text  not null,
  by text  not null check (length(by) >= 1),
  shown text not null,
  at text not null,
  log integer not null,
  primary key (area, year, number),
  foreign key (area, year, number, noted_by) references money_budgets (area, year, number, by),
  check (by <> noted_by)
) strict, without rowid;
CREATE TABLE cards (
  station_id text  primary key references stations (id),
  revision integer not null,
  listed integer not null check (listed in (0, 1)),
  lat real not null,
  lon real not null,
  amenities text not null,
  kind text not null,
  star integer not null,
  hours text not null,
  shut_until text not null,
  opened_on text not null,
  closes_on text not null,
  area_code text not null,
  district_code text not null,
  search text not null,
  fragment text not null
) strict;
INSERT INTO "cards" VALUES('tcaocqn7kaew',2,1,36.667,117.02,'drinking_water microwave restroom','rest_station',0,'Mo-Fr 09:00-17:00','','','','370102','370102','泉城路驿站
quanchengluyizhan
qclyz

泉城路 1 号 历下区 j001
quanchenglu1haolixiaquj001
qcl1hlxqj001','{"id":"tcaocqn7kaew","name":"泉城路驿站","number":"J001","kind":"rest_station","area":"370102","district":"370102","address":"泉城路 1 号","door":"","amenities":["drinking_water","microwave","restroom"],"out_of_order":[],"hours":"Mo-Fr 09:00-17:00","hours_text":"周一至周五 9:00-17:00","entry":[],"star":null,"lifecycle":"open","until":null,"verified_on":null,"reported_shut":null,"demo":false}');
INSERT INTO "cards" VALUES('obb45aaxfkqv',2,1,36.656,116.99,'drinking_water seating','drivers_home',0,'24/7','','','','','','经四路驿站
jingsiluyizhan
jslyz

经四路 22 号 市中区 j002
jingsilu22haoshizhongquj002
jsl22hszqj002','{"id":"obb45aaxfkqv","name":"经四路驿站","number":"J002","kind":"drivers_home","area":"","district":"","address":"经四路 22 号","door":"","amenities":["drinking_water","seating"],"out_of_order":[],"hours":"24/7","hours_text":"全天","entry":[],"star":null,"lifecycle":"open","until":null,"verified_on":null,"reported_shut":null,"demo":false}');
INSERT INTO "cards" VALUES('x237byuxxedq',2,1,36.65,117.05,'','rest_station',0,'07:30-21:00','9999-12-31','','','370102','370102','文化东路驿站
wenhuadongluyizhan
whdlyz

文化东路 3 号 历下区 j003
wenhuadonglu3haolixiaquj003
whdl3hlxqj003','{"id":"x237byuxxedq","name":"文化东路驿站","number":"J003","kind":"rest_station","area":"370102","district":"370102","address":"文化东路 3 号","door":"","amenities":[],"out_of_order":[],"hours":"07:30-21:00","hours_text":"7:30-21:00","entry":[],"star":null,"lifecycle":"suspended","until":null,"verified_on":null,"reported_shut":null,"demo":false}');
CREATE TABLE check_ins (
  station_id text  not null references stations (id),
  day text not null,
  n integer not null check (n >= 1),
  primary key (station_id, day)
) strict, without rowid;
CREATE TABLE column_mappings (
  area text not null check (length(area) <= 12),
  title text  not null check (length(title) <= 200),
  key text not null,
  primary key (area, title)
) strict, without rowid;
CREATE TABLE cycles (
  id text  primary key check (length(id) between 1 and 32),
  scheme text not null,
  scheme_text text not null,
  year integer not null check (year between 2000 and 2099),
  area text not null check (length(area) between 2 and 12),
  apply_until text not null,
  opened_at text not null,
  opened_by text  not null,
  closed_at text,
  demo integer not null check (demo in (0, 1)),
  unique (area, year)
) strict;
CREATE TABLE drawn (
  draw_id text  not null references draws (id),
  position integer not null check (position >= 1),
  station_id text  not null references stations (id),
  primary key (draw_id, position),
  unique (draw_id, station_id)
) strict, without rowid;
CREATE TABLE draws (
  id text  primary key check (length(id) between 1 and 32),
  cycle_id text  references cycles (id),
  area text not null check (length(area) between 2 and 12),
  n integer not null check (n >= 1),
  seed text  not null check (length(seed) between 8 and 64),
  seed_given integer not null check (seed_given in (0, 1)),
  candidates text not null,
  digest text  not null check (length(digest) = 64),
  by text  not null,
  shown text not null,
  at text not null,
  log integer not null
) strict;
CREATE TABLE exchanges (
  id text  primary key check (length(id) between 1 and 32),
  pair_id text  not null references pairs (id),
  day text not null,
  words text not null check (length(words) between 1 and 500),
  people integer check (people between 1 and 10000),
  by text  not null,
  shown text not null,
  at text not null,
  struck_at text,
  struck_why text not null check (length(struck_why) <= 200),
  log integer not null,
  check ((struck_at is null) = (struck_why = ''))
) strict;
CREATE TABLE holidays (
  day text primary key,
  kind text not null check (kind in ('holiday', 'workday')),
  name text not null
) strict;
CREATE TABLE imports (
  id text primary key,
  at text not null,
  by text not null,
  file_name text not null,
  sha256 text not null,
  outcome text not null,
  applied integer not null,
  report text not null
, area text not null default '', log integer not null default 0, undone integer not null default 0) strict;
INSERT INTO "imports" VALUES('77ef4980efc3b3ad','2026-11-30T14:30:00Z','命令行 root','list1.csv','a4753a3110889f51b00c8a55ba71e3f5c3cbb934739258518680fe963753cccb','accept_warn',1,'{"outcome":"accept_warn","code":"","message":"","applied":true,"total":3,"added":3,"changed":0,"unchanged":0,"drafts":0,"rejected":[],"rejected_total":0,"warnings":[{"field":"区县","row":3,"code":"district_unknown","message":"第 3 行的区县“市中区”没有认出（可能写错，或好几个城市都有），已按原文保留。加上城市一列会更准。"}],"warnings_total":1,"suspicions":[]}','',1,0);
INSERT INTO "imports" VALUES('cddd138200aaf85b','2026-11-30T14:30:01Z','命令行 root','list2.csv','08695238e3234ce8e81475448c1fc64fe708d088eb9e42cdfbc3fe70af7d2d62','accept_warn',1,'{"outcome":"accept_warn","code":"","message":"","applied":true,"total":3,"added":0,"changed":3,"unchanged":0,"drafts":0,"rejected":[],"rejected_total":0,"warnings":[{"field":"区县","row":3,"code":"district_unknown","message":"第 3 行的区县“市中区”没有认出（可能写错，或好几个城市都有），已按原文保留。加上城市一列会更准。"}],"warnings_total":1,"suspicions":[]}','',2,0);
CREATE TABLE inspections (
  id text  primary key check (length(id) between 8 and 64),
  review_id text  not null references reviews (id),
  visit integer not null check (visit >= 0),
  version integer not null,
  digest text  not null,
  by text  not null,
  near text not null check (near in ('near', 'far', 'unknown')),
  phone_at text not null,
  at text not null,
  note text not null check (length(note) <= 1000),
  counted integer not null check (counted in (0, 1)),
  body text not null
) strict;
CREATE TABLE log (
  number integer primary key check (number >= 1),
  at text not null,
  actor text  not null,
  by text not null,
  action text not null,
  subject text  not null,
  area text not null,
  reason text not null,
  body text not null,
  hash text  not null check (length(hash) = 64)
) strict;
INSERT INTO "log" VALUES(1,'2026-11-30T14:30:00Z','command line','命令行 root','imported','import:77ef4980efc3b3ad','','','{"history":"1097f3ef2e48502669317f1e2597ab0fa18c4bd5722b7357ab95d788647522d0","stations":3}','01f4269a77b6280377b7bc73348625067f569587ee056dfb2da451035535356f');
INSERT INTO "log" VALUES(2,'2026-11-30T14:30:01Z','command line','命令行 root','imported','import:cddd138200aaf85b','','','{"history":"8b1fb0180a5ff2b5ea0c2e59d8cdd27f1299c866fa46f68bf46610f51e3b4c09","stations":3}','1cc9e435526b92ea736089077eb657516e2644f1bee0b570f7e6b8820b0f1189');
INSERT INTO "log" VALUES(3,'2026-11-30T14:30:02Z','command line','命令行 root','account_made','account:c282b6d284c8d3a3','','','{"grants":["administrator 370100"]}','f31f5f23a0ae32610eb4aebdcd2e36660ceedea9e58e31bd6c1f9b7a6e7f92bf');
INSERT INTO "log" VALUES(4,'2026-11-20T04:00:00Z','worker','劳动者','reported','report:f7792d1bc3043845','370102','','{"kind":"dirty","station":"tcaocqn7kaew"}','1a8bedf2d85c50c71270f8995e5f227764e6afd32269dde566232ecbe1651fc4');
INSERT INTO "log" VALUES(5,'2026-11-20T04:00:00Z','worker','劳动者','reported','report:4de9fb39773803b1','370102','','{"kind":"shut","station":"tcaocqn7kaew"}','16da2c1354996fe3de5142d9559d4478aea6b5bf6fe52a29d5bcdc2a05a8ce83');
INSERT INTO "log" VALUES(6,'2026-11-20T04:00:00Z','worker','劳动者','reported','report:bf8eb4e2beef9872','370102','','{"kind":"shut","station":"tcaocqn7kaew"}','1a8c79005da98c4e4e0905a2f10d7794c530667deeca26b5eec68a753c6a5cdc');
CREATE TABLE money_budgets (
  area text  not null check (length(area) between 2 and 12),
  year integer not null check (year between 2000 and 2099),
  number integer not null check (number >= 1),
  amount integer not null check (amount >= 0),
  by text  not null check (length(by) >= 1),
  shown text not null,
  at text not null,
  reason text not null check (length(reason) between 1 and 500),
  log integer not null,
  primary key (area, year, number)
) strict, without rowid;
CREATE TABLE money_rows (
  payment text  not null check (length(payment) between 8 and 32),
  seq integer not null check (seq >= 1),
  station_id text  not null references stations (id),
  rule text  not null,
  version text  not null,
  year integer not null check (year between 2000 and 2099),
  period integer not null check (period in (0, year)),
  turn integer not null check (turn >= 1),
  area text  not null check (length(area) between 2 and 12),
  total integer not null check (total > 0),
  state text  not null
    check (state in ('proposed', 'approved', 'paid', 'rejected', 'corrected')),
  amount integer not null,
  remaining integer not null check (remaining between 0 and total),
  by text  not null check (length(by) >= 1),
  shown text not null,
  at text not null,
  reason text not null check (length(reason) <= 500),
  voucher text not null check (length(voucher) <= 60),
  log integer not null,
  previous integer,
  before text  not null,
  by_before text  not null,
  remaining_before integer not null,
  closed integer check (closed = 1),
  turn_before integer,
  turn_closed integer check (turn_closed = 1),
  primary key (payment, seq),
  unique (payment, seq, station_id, rule, version, year, period, turn, area, total, state, by,
    remaining),
  unique (station_id, rule, period, turn, closed),
  foreign key (payment, previous, station_id, rule, version, year, period, turn, area, total,
    before, by_before, remaining_before)
    references money_rows (payment, seq, station_id, rule, version, year, period, turn, area,
    total, state, by, remaining) deferrable initially deferred,
  foreign key (station_id, rule, period, turn_before, turn_closed)
    references money_rows (station_id, rule, period, turn, closed)
    deferrable initially deferred,
  check (rule <> 'new_station_grant' or period = 0),
  check ((seq = 1 and state = 'proposed' and previous is null and before = '' and by_before = '')
    or (seq > 1 and state <> 'proposed' and previous is not null and previous = seq - 1)),
  check ((state = 'proposed' and before = '')
    or (state = 'approved' and before = 'proposed')
    or (state = 'paid' and before = 'approved')
    or (state = 'rejected' and before in ('proposed', 'approved'))
    or (state = 'corrected' and before in ('paid', 'corrected'))),
  check (not (state = 'approved' or before in ('approved', 'paid')) or state = 'rejected'
    or by <> by_before),
  check ((state = 'proposed' and amount = 0 and remaining_before = 0 and remaining = total)
    or (state = 'approved' and amount = 0 and remaining = total)
    or (state = 'paid' and amount = total and remaining = total and voucher <> '')
    or (state = 'rejected' and amount = 0 and remaining = 0 and reason <> '')
    or (state = 'corrected' and amount < 0 and remaining = remaining_before + amount
      and reason <> '')),
  check ((remaining = 0) = (closed is not null)),
  check (seq > 1 or (turn = 1) = (turn_before is null)),
  check ((turn_before is null) = (turn_closed is null)),
  check (turn_before is null or turn_before = turn - 1)
) strict;
CREATE TABLE objections (
  id text  primary key check (length(id) between 1 and 32),
  review_id text  not null references reviews (id),
  receipt text  not null unique check (length(receipt) = 64),
  words text not null check (length(words) between 1 and 1000),
  at text not null,
  due_on text,
  state text not null check (state in ('new', 'upheld', 'rejected')),
  reply text not null check (length(reply) <= 1000),
  answered_by text  not null,
  answered_at text,
  check ((state = 'new') = (answered_at is null))
) strict;
CREATE TABLE outlines (
  code text primary key,
  name text not null,
  shape blob not null,
  loaded_at text not null
) strict;
CREATE TABLE pairs (
  id text  primary key check (length(id) between 1 and 32),
  strong_id text  not null references stations (id),
  weak_id text  not null references stations (id),
  began_on text not null,
  begun_by text  not null,
  ended_on text,
  ended_by text  not null,
  ended_why text not null check (length(ended_why) <= 200),
  log integer not null,
  check (strong_id <> weak_id),
  check ((ended_on is null) = (ended_why = ''))
) strict;
CREATE TABLE private_changes (
  station_id text  not null references stations (id),
  version integer not null,
  field text not null,
  before text not null,
  after text not null,
  primary key (station_id, version, field)
) strict, without rowid;
INSERT INTO "private_changes" VALUES('tcaocqn7kaew',1,'private_contact','','演示内线 801');
INSERT INTO "private_changes" VALUES('tcaocqn7kaew',2,'private_contact','演示内线 801','演示内线 802');
INSERT INTO "private_changes" VALUES('x237byuxxedq',1,'private_contact','','演示内线 803');
CREATE TABLE quota_choices (
  cycle_id text  not null references cycles (id),
  stars integer not null,
  review_id text  not null references reviews (id),
  reason text not null check (length(reason) >= 1),
  by text  not null,
  at text not null,
  log integer not null,
  primary key (cycle_id, stars, review_id)
) strict, without rowid;
CREATE TABLE ratings (
  id text  primary key,
  station_id text  not null references stations (id),
  device text  not null,
  day text not null,
  stars integer not null check (stars between 1 and 5),
  tags text not null,
  words text not null check (length(words) <= 300),
  weight integer not null check (weight between 0 and 100),
  at text not null,
  unique (station_id, device, day)
) strict;
INSERT INTO "ratings" VALUES('ea51f0ecda8a1d0d','tcaocqn7kaew','d2474fa546dd60c31e6e8487cf3a8f3c','2026-11-20',3,'','',20,'2026-11-20T04:00:00Z');
INSERT INTO "ratings" VALUES('98e87da8a7a67bfb','tcaocqn7kaew','13811f6ca4e2c07dfdcfc7f0191c594c','2026-11-20',4,'','',20,'2026-11-20T04:00:00Z');
INSERT INTO "ratings" VALUES('bd3845cb41410a1d','tcaocqn7kaew','b303ad8e3d603c9bb65d127a11f05cb8','2026-11-20',5,'','',20,'2026-11-20T04:00:00Z');
CREATE TABLE recheck_proposals (
  id text  primary key check (length(id) between 1 and 32),
  station_id text  not null references stations (id),
  cause text not null check (cause in ('term_ended', 'yearly', 'shut_confirmed', 'not_rectified')),
  period text  not null check (length(period) between 1 and 80),
  grounds text not null check (length(grounds) >= 1),
  at text not null,
  state text not null check (state in ('open', 'taken', 'dismissed')),
  review_id text  references reviews (id),
  reason text not null check (length(reason) <= 500),
  decided_by text  not null,
  shown text not null,
  decided_at text,
  log integer not null,
  unique (station_id, cause, period),
  check ((state = 'open') = (decided_at is null)),
  check ((state = 'taken') = (review_id is not null)),
  check (state <> 'dismissed' or length(reason) >= 1)
) strict;
CREATE TABLE redirects (
  old_id text  primary key references stations (id),
  new_id text  not null references stations (id),
  log integer not null,
  check (old_id <> new_id)
) strict, without rowid;
CREATE TABLE reports (
  id text  primary key check (length(id) between 1 and 32),
  station_id text  not null references stations (id),
  receipt text  not null unique check (length(receipt) = 64),
  kind text not null,
  amenity text not null,
  words text not null check (length(words) <= 300),
  photo text  not null,
  photo_shown integer not null check (photo_shown in (0, 1)),
  near text not null check (near in ('near', 'far', 'unknown')),
  poster integer not null check (poster in (0, 1)),
  staff integer not null check (staff in (0, 1)),
  in_hours integer not null check (in_hours in (0, 1)),
  device text  not null,
  network text  not null,
  at text not null,
  state text not null check (state in ('new', 'taken', 'fixed', 'refused')),
  reply text not null check (length(reply) <= 500),
  taken_at text,
  taken_by text not null,
  closed_at text,
  closed_by text not null, witness integer not null default 1 check (witness in (0, 1, 2)),
  check ((state in ('fixed', 'refused')) = (closed_at is not null))
) strict;
INSERT INTO "reports" VALUES('f7792d1bc3043845','tcaocqn7kaew','512f26ada3c3d634ac3c6b12b7b33cb50bb0963c3f6d9924241619c84ec78ff2','dirty','','没有水','',0,'unknown',0,0,1,'d2474fa546dd60c31e6e8487cf3a8f3c','495ea83a106552b0de8b4dcc5ae8b608','2026-11-20T04:00:00Z','new','',NULL,'',NULL,'',0);
INSERT INTO "reports" VALUES('4de9fb39773803b1','tcaocqn7kaew','628b49d96dcde97a430dd4f597705899e09a968f793491e4b704cae33a40dc02','shut','','','',0,'unknown',0,0,1,'13811f6ca4e2c07dfdcfc7f0191c594c','495ea83a106552b0de8b4dcc5ae8b608','2026-11-20T04:00:00Z','new','',NULL,'',NULL,'',1);
INSERT INTO "reports" VALUES('bf8eb4e2beef9872','tcaocqn7kaew','c44474038d459e40e4714afefa7bf8dae9f9834b22f5e8ec1dd434ecb62b512e','shut','','','',0,'unknown',0,0,1,'b303ad8e3d603c9bb65d127a11f05cb8','495ea83a106552b0de8b4dcc5ae8b608','2026-11-20T04:00:00Z','new','',NULL,'',NULL,'',1);
CREATE TABLE review_photos (
  review_id text  not null references reviews (id),
  visit integer not null check (visit >= 0),
  criterion text not null,
  photo text  not null,
  by text  not null,
  at text not null,
  primary key (review_id, visit, criterion, photo)
) strict, without rowid;
CREATE TABLE review_points (
  review_id text  not null references reviews (id),
  visit integer not null check (visit >= 0),
  criterion text not null,
  points integer not null check (points between 0 and 1000),
  proposed integer check (proposed between 0 and 1000),
  grounds text not null,
  note text not null check (length(note) <= 500),
  by text  not null,
  at text not null,
  primary key (review_id, visit, criterion)
) strict, without rowid;
CREATE TABLE review_steps (
  review_id text  not null references reviews (id),
  number integer not null check (number >= 1),
  step text not null,
  before text not null,
  after text not null,
  by text  not null,
  shown text not null,
  at text not null,
  reason text not null,
  log integer not null,
  primary key (review_id, number)
) strict, without rowid;
CREATE TABLE reviews (
  id text  primary key check (length(id) between 1 and 32),
  cycle_id text  not null references cycles (id),
  station_id text  not null references stations (id),
  scheme text not null,
  kind text not null check (kind in ('application', 'recheck')),
  state text not null,
  version integer not null check (version >= 1),
  applicant text  not null,
  checker text  not null,
  inspector text  not null,
  decider text  not null,
  stars integer not null check (stars between 0 and 5),
  points integer check (points between 0 and 1000),
  veto text not null,
  due_on text,
  notice_from text,
  notice_until text,
  decided_at text,
  moved_at text not null, vetoer text  not null default '',
  check (applicant = '' or applicant not in (checker, inspector, decider)),
  check (checker = '' or checker not in (inspector, decider)),
  check (inspector = '' or inspector <> decider),
  check (state <> 'awarded' or (applicant <> '' and inspector <> '' and decider <> '' and stars >= 1
    and notice_until is not null and (checker <> '' or kind = 'recheck')))
) strict;
CREATE TABLE revision (
  id integer primary key check (id = 1),
  number integer not null
) strict;
INSERT INTO "revision" VALUES(1,2);
CREATE TABLE sessions (
  id text  primary key check (length(id) = 64),
  account_id text  not null references accounts (id),
  opened_at text not null,
  seen_at text not null
) strict;
CREATE TABLE staged_imports (
  id text  primary key check (length(id) between 1 and 32),
  account_id text  not null references accounts (id),
  at text not null,
  file_name text not null check (length(file_name) <= 200),
  content blob not null,
  datum text not null check (datum in ('', 'wgs84', 'gcj02', 'bd09')),
  area text not null check (length(area) <= 12),
  sheet text not null,
  mapping text not null
) strict;
CREATE TABLE station_amenities (
  station_id text  not null references stations (id),
  amenity text not null,
  state text not null check (state in ('available', 'unavailable', 'out_of_order', 'unknown')),
  checked_on text,
  note text not null,
  hours text not null check (length(hours) <= 255),
  hours_words text not null check (length(hours_words) <= 255),
  how_to_call text not null,
  primary key (station_id, amenity)
) strict, without rowid;
INSERT INTO "station_amenities" VALUES('obb45aaxfkqv','drinking_water','available',NULL,'','','','');
INSERT INTO "station_amenities" VALUES('obb45aaxfkqv','seating','available',NULL,'','','','');
INSERT INTO "station_amenities" VALUES('tcaocqn7kaew','drinking_water','available',NULL,'','','','');
INSERT INTO "station_amenities" VALUES('tcaocqn7kaew','microwave','available',NULL,'','','','');
INSERT INTO "station_amenities" VALUES('tcaocqn7kaew','restroom','available',NULL,'','','','');
CREATE TABLE station_history (
  station_id text  not null references stations (id),
  version integer not null,
  at text not null,
  by text not null,
  action text not null,
  reason text not null,
  changes text not null, log integer not null default 0, digest text not null default '',
  primary key (station_id, version)
) strict, without rowid;
INSERT INTO "station_history" VALUES('obb45aaxfkqv',1,'2026-11-30T14:30:00Z','命令行 root','imported','','{"address":["","经四路 20 号"],"amenities":["","饮水、桌椅休息"],"crs":["","WGS-84"],"district":["","市中区"],"hours":["","全天"],"kind":["","司机之家"],"lat":["","36.656"],"lifecycle":["","open"],"lon":["","116.99"],"name":["","经四路驿站"],"number":["","J002"]}',1,'e85a8ed6b6ab61e2f1224c3565e04c052fbc221def5c679cf2acffd63c665f6d');
INSERT INTO "station_history" VALUES('obb45aaxfkqv',2,'2026-11-30T14:30:01Z','命令行 root','imported','','{"address":["经四路 20 号","经四路 22 号"]}',2,'99464c3330f248dde9421647e2d8be74ac295a8ab4ef335524ccf6ab72771c05');
INSERT INTO "station_history" VALUES('tcaocqn7kaew',1,'2026-11-30T14:30:00Z','命令行 root','imported','','{"address":["","泉城路 1 号"],"amenities":["","饮水、热饭、卫生间"],"crs":["","WGS-84"],"district":["","历下区"],"hours":["","周一至周五 9:00-17:00"],"kind":["","户外劳动者驿站"],"lat":["","36.667"],"lifecycle":["","open"],"lon":["","117.02"],"name":["","泉城路驿站"],"number":["","J001"],"private_contact":["","（不公开）"]}',1,'06eac4807a6ff84f99a51a581a08b03afc66ada890541e0ff840d7c0e0ae2b02');
INSERT INTO "station_history" VALUES('tcaocqn7kaew',2,'2026-11-30T14:30:01Z','命令行 root','imported','','{"private_contact":["（不公开）","（不公开）"]}',2,'29d215cf1ac0559bf78c6d13208b2e420ba18aabd81a60136a4ec6c0be15da35');
INSERT INTO "station_history" VALUES('x237byuxxedq',1,'2026-11-30T14:30:00Z','命令行 root','imported','','{"address":["","文化东路 3 号"],"crs":["","WGS-84"],"district":["","历下区"],"hours":["","8:00-20:00"],"kind":["","户外劳动者驿站"],"lat":["","36.65"],"lifecycle":["","suspended"],"lon":["","117.05"],"name":["","文化东路驿站"],"number":["","J003"],"private_contact":["","（不公开）"]}',1,'adb2860ed17c2d75e12c3a937b5baa214da9a8d8dad9358aacf2a633424dfe88');
INSERT INTO "station_history" VALUES('x237byuxxedq',2,'2026-11-30T14:30:01Z','命令行 root','imported','','{"hours":["8:00-20:00","7:30-21:00"],"hours_osm":["08:00-20:00","07:30-21:00"]}',2,'7df24c760c72e46226eb528b7c613124000ffdda6b8fa8733a648d1cb730b225');
CREATE TABLE station_honours (
  station_id text  not null references stations (id),
  title text not null,
  grade text not null check (grade in ('', 'national', 'provincial', 'municipal')),
  year integer not null check (year between 0 and 2100),
  primary key (station_id, title, grade, year)
) strict, without rowid;
CREATE TABLE station_periods (
  station_id text  not null references stations (id),
  position integer not null,
  lifecycle text not null,
  reason text not null,
  since text,
  until text,
  primary key (station_id, position)
) strict, without rowid;
CREATE TABLE station_photos (
  station_id text  not null references stations (id),
  photo text  not null check (length(photo) = 32),
  width integer not null check (width between 1 and 1600),
  height integer not null check (height between 1 and 1600),
  caption text not null check (length(caption) <= 60),
  position integer not null check (position >= 0),
  shown integer not null check (shown in (0, 1)),
  at text not null,
  primary key (station_id, photo)
) strict, without rowid;
CREATE TABLE station_words (
  station_id text  primary key references stations (id),
  pinyin text  not null,
  search text not null
) strict;
INSERT INTO "station_words" VALUES('obb45aaxfkqv','jingsiluyizhan','经四路驿站
jingsiluyizhan
jslyz

经四路 22 号 市中区 j002
jingsilu22haoshizhongquj002
jsl22hszqj002');
INSERT INTO "station_words" VALUES('tcaocqn7kaew','quanchengluyizhan','泉城路驿站
quanchengluyizhan
qclyz

泉城路 1 号 历下区 j001
quanchenglu1haolixiaquj001
qcl1hlxqj001');
INSERT INTO "station_words" VALUES('x237byuxxedq','wenhuadongluyizhan','文化东路驿站
wenhuadongluyizhan
whdlyz

文化东路 3 号 历下区 j003
wenhuadonglu3haolixiaquj003
whdl3hlxqj003');
CREATE TABLE stations (
  id text  primary key check (length(id) between 1 and 32),
  number text not null check (length(number) <= 32),
  name text not null check (length(name) between 1 and 60),
  aliases text not null,
  kind text not null,
  city_code text not null,
  area_code text not null,
  area_words text not null,
  district_code text not null,
  address text not null check (length(address) <= 200),
  door text not null check (length(door) <= 500),
  lat real check (lat between -90 and 90),
  lon real check (lon between -180 and 180),
  source_lat real check (source_lat between -90 and 90),
  source_lon real check (source_lon between -180 and 180),
  source_datum text not null check (source_datum in ('', 'wgs84', 'gcj02', 'bd09')),
  source_provider text not null,
  source_precision text not null,
  source_on text,
  hours text not null check (length(hours) <= 255),
  hours_staffed text not null check (length(hours_staffed) <= 255),
  hours_words text not null check (length(hours_words) <= 255),
  entry text not null,
  entry_note text not null check (length(entry_note) <= 500),
  floor_area_m2 real check (floor_area_m2 between 0 and 100000),
  seats integer check (seats between 0 and 100000),
  build_mode text not null,
  host text not null,
  operator text not null,
  keeper_role text not null,
  public_phone text not null check (length(public_phone) <= 60),
  private_contact text not null check (length(private_contact) <= 200),
  opened_on text,
  closes_on text,
  lifecycle text not null
    check (lifecycle in ('planned', 'open', 'suspended', 'rectifying', 'closed')),
  lifecycle_reason text not null,
  lifecycle_since text,
  lifecycle_until text,
  star integer not null check (star between 0 and 5),
  star_basis text not null,
  star_on text,
  note text not null check (length(note) <= 2000),
  demo integer not null check (demo in (0, 1)),
  created_at text not null,
  updated_at text not null,
  verified_on text,
  verified_by text not null,
  version integer not null check (version >= 1), reported_shut text,
  check ((lat is null) = (lon is null)),
  check ((source_lat is null) = (source_lon is null))
) strict;
INSERT INTO "stations" VALUES('obb45aaxfkqv','J002','经四路驿站','[]','drivers_home','','','市中区','','经四路 22 号','',36.656,116.99,36.656,116.99,'wgs84','','',NULL,'24/7','','全天','[]','',NULL,NULL,'','','','','','',NULL,NULL,'open','',NULL,NULL,0,'',NULL,'',0,'2026-11-30T14:30:00Z','2026-11-30T14:30:01Z',NULL,'',2,NULL);
INSERT INTO "stations" VALUES('tcaocqn7kaew','J001','泉城路驿站','[]','rest_station','3701','370102','历下区','370102','泉城路 1 号','',36.667,117.02,36.667,117.02,'wgs84','','',NULL,'Mo-Fr 09:00-17:00','','周一至周五 9:00-17:00','[]','',NULL,NULL,'','','','','','演示内线 802',NULL,NULL,'open','',NULL,NULL,0,'',NULL,'',0,'2026-11-30T14:30:00Z','2026-11-30T14:30:01Z',NULL,'',2,NULL);
INSERT INTO "stations" VALUES('x237byuxxedq','J003','文化东路驿站','[]','rest_station','3701','370102','历下区','370102','文化东路 3 号','',36.65,117.05,36.65,117.05,'wgs84','','',NULL,'07:30-21:00','','7:30-21:00','[]','',NULL,NULL,'','','','','','演示内线 803',NULL,NULL,'suspended','',NULL,NULL,0,'',NULL,'',0,'2026-11-30T14:30:00Z','2026-11-30T14:30:01Z',NULL,'',2,NULL);
CREATE TABLE verifications (
  station_id text  not null references stations (id),
  field_group text not null,
  verified_on text not null,
  by_role text not null,
  on_the_spot integer not null check (on_the_spot in (0, 1)),
  log integer not null,
  primary key (station_id, field_group)
) strict, without rowid;
CREATE TABLE voice_counts (
  day text not null,
  bucket text  not null,
  n integer not null check (n >= 1),
  primary key (day, bucket)
) strict, without rowid;
INSERT INTO "voice_counts" VALUES('2026-11-20','forgotten',6);
INSERT INTO "voice_counts" VALUES('2026-11-20','rating device 45089263bdb2e832677cf7131c092c22',1);
INSERT INTO "voice_counts" VALUES('2026-11-20','rating device 65ff0b01ce66d6cb509ff9c40ddf0a74',1);
INSERT INTO "voice_counts" VALUES('2026-11-20','rating device 8e876c8eee4986d8a60d1053c43419b9',1);
INSERT INTO "voice_counts" VALUES('2026-11-20','rating here 39d2f5a30f13e4d402f82b97d044b93c',3);
INSERT INTO "voice_counts" VALUES('2026-11-20','rating network 762f7d24759db5c487641f2199d68105',3);
INSERT INTO "voice_counts" VALUES('2026-11-20','report device 65ff0b01ce66d6cb509ff9c40ddf0a74',1);
INSERT INTO "voice_counts" VALUES('2026-11-20','report here 39d2f5a30f13e4d402f82b97d044b93c',1);
INSERT INTO "voice_counts" VALUES('2026-11-20','report network 762f7d24759db5c487641f2199d68105',1);
INSERT INTO "voice_counts" VALUES('2026-11-20','shut device 45089263bdb2e832677cf7131c092c22',1);
INSERT INTO "voice_counts" VALUES('2026-11-20','shut device 8e876c8eee4986d8a60d1053c43419b9',1);
INSERT INTO "voice_counts" VALUES('2026-11-20','shut first 39d2f5a30f13e4d402f82b97d044b93c',2);
INSERT INTO "voice_counts" VALUES('2026-11-20','shut here 39d2f5a30f13e4d402f82b97d044b93c',2);
INSERT INTO "voice_counts" VALUES('2026-11-20','shut network 762f7d24759db5c487641f2199d68105',2);
INSERT INTO "voice_counts" VALUES('2026-11-20','shut stations 762f7d24759db5c487641f2199d68105',1);
CREATE UNIQUE INDEX stations_number on stations (city_code, number) where number <> '';
CREATE INDEX stations_area on stations (area_code);
CREATE INDEX stations_district on stations (district_code);
CREATE INDEX cards_revision on cards (revision);
CREATE INDEX cards_place on cards (lat, lon);
CREATE INDEX sessions_account on sessions (account_id);
CREATE INDEX attempts_time on attempts (bucket, at);
CREATE INDEX log_subject on log (subject, number);
CREATE INDEX log_area on log (area, number);
CREATE INDEX station_history_log on station_history (log, station_id);
CREATE TRIGGER log_keeps before update on log begin select raise(abort, 'the log is append-only'); end;
CREATE TRIGGER log_stays before delete on log begin select raise(abort, 'the log is append-only'); end;
CREATE TRIGGER history_keeps before update on station_history
begin select raise(abort, 'the history is append-only'); end;
CREATE TRIGGER history_stays before delete on station_history
begin select raise(abort, 'the history is append-only'); end;
CREATE INDEX reports_station on reports (station_id, at);
CREATE INDEX reports_state on reports (state, at);
CREATE INDEX ratings_day on ratings (station_id, day);
CREATE INDEX station_photos_photo on station_photos (photo);
CREATE INDEX reports_photo on reports (photo);
CREATE INDEX staged_imports_at on staged_imports (at);
CREATE INDEX imports_at on imports (at);
CREATE INDEX redirects_new on redirects (new_id);
CREATE INDEX station_history_at on station_history (at, station_id, version);
CREATE INDEX reviews_cycle on reviews (cycle_id, state);
CREATE INDEX inspections_review on inspections (review_id, visit);
CREATE INDEX objections_review on objections (review_id, state);
CREATE TRIGGER review_steps_keep before update on review_steps
begin select raise(abort, 'the steps are append-only'); end;
CREATE TRIGGER review_steps_stay before delete on review_steps
begin select raise(abort, 'the steps are append-only'); end;
CREATE TRIGGER awards_keep before update on awards
begin select raise(abort, 'the awards are append-only'); end;
CREATE TRIGGER awards_stay before delete on awards
begin select raise(abort, 'the awards are append-only'); end;
CREATE UNIQUE INDEX money_rows_never_twice on money_rows (station_id, rule, period, turn)
where state = 'proposed';
CREATE INDEX money_rows_year on money_rows (year, area);
CREATE INDEX money_rows_log on money_rows (log);
CREATE TRIGGER money_rows_keep before update on money_rows
begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER money_rows_stay before delete on money_rows
begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER money_budgets_keep before update on money_budgets
begin select raise(abort, 'the budgets are append-only'); end;
CREATE TRIGGER money_budgets_stay before delete on money_budgets
begin select raise(abort, 'the budgets are append-only'); end;
CREATE INDEX recheck_proposals_state on recheck_proposals (state, at);
CREATE INDEX draws_at on draws (at);
CREATE INDEX drawn_station on drawn (station_id);
CREATE TRIGGER draws_keep before update on draws
begin select raise(abort, 'the draws are append-only'); end;
CREATE TRIGGER draws_stay before delete on draws
begin select raise(abort, 'the draws are append-only'); end;
CREATE TRIGGER drawn_keep before update on drawn
begin select raise(abort, 'the draws are append-only'); end;
CREATE TRIGGER drawn_stay before delete on drawn
begin select raise(abort, 'the draws are append-only'); end;
CREATE UNIQUE INDEX pairs_weak_once on pairs (weak_id) where ended_on is null;
CREATE INDEX pairs_strong on pairs (strong_id);
CREATE INDEX exchanges_pair on exchanges (pair_id, day);
CREATE UNIQUE INDEX money_budgets_whole on money_budgets (area, year, number, by);
CREATE TRIGGER budget_confirmations_keep before update on budget_confirmations
begin select raise(abort, 'the budgets are append-only'); end;
CREATE TRIGGER budget_confirmations_stay before delete on budget_confirmations
begin select raise(abort, 'the budgets are append-only'); end;
CREATE TRIGGER reviews_struck_off_by_two before update on reviews
when new.state = 'struck_off' and not (new.decider <> '' and new.decider <> new.vetoer
  and (new.inspector <> '' or new.vetoer <> ''))
begin select raise(abort, 'check constraint: one person alone strikes off'); end;
CREATE TRIGGER reviews_added_struck_off_by_two before insert on reviews
when new.state = 'struck_off' and not (new.decider <> '' and new.decider <> new.vetoer
  and (new.inspector <> '' or new.vetoer <> ''))
begin select raise(abort, 'check constraint: one person alone strikes off'); end;
CREATE UNIQUE INDEX reviews_one_at_a_time on reviews (station_id)
where state not in ('awarded', 'struck_off', 'withdrawn', 'refused', 'vetoed', 'draft');
CREATE UNIQUE INDEX reviews_one_draft on reviews (station_id) where state = 'draft';
CREATE TRIGGER money_rows_paid_by_a_third before insert on money_rows
when new.state = 'paid' and exists (select 1 from money_rows o
  where o.payment = new.payment and o.by = new.by)
begin select raise(abort, 'check constraint: whoever proposed or approved it does not pay it'); end;
COMMIT;
