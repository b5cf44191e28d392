"""What does a WSGI server serve?"""

from stations.app import from_settings

application = from_settings()
