alter table accounts add column totp_since text not null default ''

alter table accounts add column first_until text not null default ''

update accounts set totp_since = coalesce(
  (select max(at) from log where action = 'second_factor_begun' and subject = 'account:' || accounts.id), '')
where totp_secret <> ''
