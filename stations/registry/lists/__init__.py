"""From a union's list to stations and back: reading, plan, import, undo, export."""
