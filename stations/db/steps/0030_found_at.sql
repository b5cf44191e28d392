-- When somebody found what they report, where that was written down without network and sent later.
alter table reports add column found_at text not null default ''
