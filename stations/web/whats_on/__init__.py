"""What is on at stations and elsewhere, for everybody: pages, calendars, feeds, the interface."""
