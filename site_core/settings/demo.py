"""The demo's web server: a developer's machine, shown as readers would see it."""

from site_core.settings.dev import *

DEBUG = False
# Files are found once, at the start.
WHITENOISE_AUTOREFRESH = False
