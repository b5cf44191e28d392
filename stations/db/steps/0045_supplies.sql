-- What is handed out and used up just now, as a JSON list of ids of data/supplies.toml.
alter table stations add column out_of_stock text not null default '[]'
