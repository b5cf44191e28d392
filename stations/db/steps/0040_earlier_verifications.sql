alter table verifications add column earlier text not null default ''
