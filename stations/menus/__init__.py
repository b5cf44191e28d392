"""What workers choose from: menus, votes, wishes."""
