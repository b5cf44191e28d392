"""What does `python -m stations` do? The same as the command `stations`."""

from stations.cli.group import main

main()
