"""The files of a dataset."""

from __future__ import annotations

NAME = "worker-rest-stations"
PACKAGE, README, SUMS, DATASETTE = "datapackage.json", "README.md", "SHA256SUMS", "datasette.json"
GEO_PACKAGE, SQLITE = "stations.gpkg", "stations.sqlite"
OSM, HSDS = "stations.osm.geojson", "stations.hsds.json"
CSV = "text/csv"
ABOUT = {
    README: ("说明", "text/markdown"),
    GEO_PACKAGE: ("GeoPackage，QGIS、geopandas 用", "application/geopackage+sqlite3"),
    SQLITE: ("SQLite，可以全文检索，Datasette 用", "application/vnd.sqlite3"),
    OSM: ("GeoJSON，属性是 OpenStreetMap 的标签", "application/geo+json"),
    HSDS: ("HSDS 3（Open Referral）的 JSON", "application/json"),
    DATASETTE: (
        "Datasette 的元数据，开它时用 -m datasette.json",
        "application/json",
    ),
    PACKAGE: ("数据包说明（Frictionless Data），有每一列的类型", "application/json"),
    SUMS: ("校验值：sha256sum -c SHA256SUMS", "text/plain"),
}
"""Files that are no table: what each is, in Chinese, and its type."""
