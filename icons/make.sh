#!/usr/bin/env bash
# Draws every size of the icon from the two SVG files. Needs librsvg2-bin, imagemagick, icnsutils.
set -euo pipefail
cd "$(dirname "$0")"

draw() { rsvg-convert --width "$1" --height "$1" --output "$3" "$2.svg"; }

tmp=$(mktemp -d)
trap 'rm -r "$tmp"' EXIT
for size in 16 24 32; do draw "$size" klassny-small "$tmp/$size.png"; done
for size in 48 64 128 256 512 1024; do draw "$size" klassny "$tmp/$size.png"; done

cp "$tmp/32.png" 32x32.png
cp "$tmp/128.png" 128x128.png
cp "$tmp/256.png" 128x128@2x.png
cp "$tmp/512.png" icon.png
# Windows reads small sizes only as bitmaps; ImageMagick writes 256 as PNG and the others so.
/usr/bin/convert "$tmp"/{16,24,32,48,64,128,256}.png icon.ico
png2icns icon.icns "$tmp"/{16,32,48,128,256,512,1024}.png >/dev/null
