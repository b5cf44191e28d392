"""Small wishes of workers: asked, published without a name, taken up by a giver, fulfilled."""
