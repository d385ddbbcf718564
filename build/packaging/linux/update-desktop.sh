#!/bin/sh
# After installing and after removing: let the desktop notice what has changed. On Debian the same happens by triggers of
# the packages that own these tools; other systems need to be told.
set -e
if command -v update-mime-database >/dev/null; then update-mime-database /usr/share/mime || true; fi
if command -v update-desktop-database >/dev/null; then update-desktop-database -q /usr/share/applications || true; fi
if command -v gtk-update-icon-cache >/dev/null && [ -e /usr/share/icons/hicolor/icon-theme.cache ]; then
  gtk-update-icon-cache --quiet --force --ignore-theme-index /usr/share/icons/hicolor || true
fi
# dpkg removes a folder that has become empty, and no package owns this one.
mkdir -p /opt
