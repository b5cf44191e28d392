-- What a person has answered of an upload: which rows are left out, and which stations rows are.
alter table staged_imports add column answers text not null default '{}'
