-- What importing an upload would do, and when that was judged, so that its file is read once.
alter table staged_imports add column judged $bytes

alter table staged_imports add column judged_at text not null default ''
