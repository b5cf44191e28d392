"""`python -m stations` does the same as the command `stations`."""

from stations.cli.group import main

main()
