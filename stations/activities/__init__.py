"""What happens at stations and at other places: activities, their sessions, what came of them."""
