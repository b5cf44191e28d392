-- The station that one belongs to in a network, as lists name it.
alter table stations add column above text not null default ''
