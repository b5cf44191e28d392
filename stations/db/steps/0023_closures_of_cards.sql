alter table cards rename column shut_until to closures
