#!/usr/bin/env bash
# upgrade.sh WHEELS VERSION: stop, copy the data, install beside the old version, start; back to the old version and the
# old data when the new one is not well within a minute. The place is $ROOT (/opt/chibo): current -> releases/VERSION.
set -euo pipefail
wheels=$1 version=$2
root=${ROOT:-/opt/chibo} here=$(cd "$(dirname "$0")" && pwd)
stop=${STOP:-systemctl stop chibo} start=${START:-systemctl start chibo} install=${INSTALL:-$here/install.sh}
health=${HEALTH:-http://127.0.0.1:8080/health} seconds=${WAIT:-60}
new=$root/releases/$version old=$(readlink -f "$root/current")
copy=$root/data/before-$version.db
[ "$new" != "$old" ] || { echo "bản $version đang chạy / $version is running already"; exit 2; }

set -a; . "$root/.env"; set +a
url=${CHIBO_DATABASE_URL:-sqlite:///data/chibo.db}
cd "$root"
well() {
  for _ in $(seq "$seconds"); do
    python3 -c "import urllib.request as u; u.urlopen('$health', timeout=3)" 2>/dev/null && return 0
    sleep 1
  done
  return 1
}

$install "$wheels" "$new"
$stop
case $url in
  sqlite:///*) "$old/bin/chibo" backup "$copy" ;;
  *) pg_dump --format=custom --file="$copy" "$url" ;;
esac
ln -sfn "$new" "$root/current"
$start
if well; then echo "đã lên bản $version / $version runs"; exit 0; fi

echo "bản $version không chạy được, trở lại bản cũ / $version is not well, going back"
$stop || true
ln -sfn "$old" "$root/current"
case $url in
  sqlite:///*)
    file=${url#sqlite:///}
    mkdir -p "$root/data/failed-$version"
    for each in "$file" "$file-wal" "$file-shm"; do [ ! -e "$each" ] || mv "$each" "$root/data/failed-$version/"; done
    "$old/bin/chibo" restore "$copy" "$file" ;;
  *) pg_restore --clean --if-exists --single-transaction --dbname="$url" "$copy" ;;
esac
$start
well || { echo "bản cũ cũng không chạy / the old one is not well either: chibo doctor"; exit 1; }
echo "đã trở lại bản cũ, dữ liệu như trước khi nâng / back on the old version with the data of before"
exit 1
