#!/usr/bin/env bash
# upgrade.sh WHEELS VERSION: install beside the old version, stop, copy the data, start; back to the old version and the
# old data when the new one is not well within a minute. The place is $ROOT (/opt/chibo): current -> releases/VERSION.
set -euo pipefail
wheels=$1 version=$2
root=${ROOT:-/opt/chibo} here=$(cd "$(dirname "$0")" && pwd)
stop=${STOP:-systemctl stop chibo} start=${START:-systemctl start chibo} install=${INSTALL:-$here/install.sh}
seconds=${WAIT:-60}
new=$root/releases/$version old=$(readlink -f "$root/current")
[ "$new" != "$old" ] || { echo "bản $version đang chạy / $version is running already"; exit 2; }
cd "$root"
port=$(sed -n 's/^CHIBO_HTTP_PORT=\([0-9]\+\).*/\1/p' .env | tail -1)
health=${HEALTH:-http://127.0.0.1:${port:-8080}/health}
copy=$root/data/before-$version.$(date +%Y%m%d%H%M%S)

# What touches the data runs as the owner of the data: a file of root's would shut the service out.
owner=$(stat -c %U "$root/data")
chibo() {
  local place=$1; shift
  if [ "$(id -u)" = 0 ] && [ "$owner" != root ]; then runuser -u "$owner" -- "$place/bin/chibo" "$@"; else "$place/bin/chibo" "$@"; fi
}
answer() {
  python3 - "$health" <<'PYTHON'
import sys, urllib.error, urllib.request
try:
    print(urllib.request.urlopen(sys.argv[1], timeout=3).status)
except urllib.error.HTTPError as error:
    print(error.code)
except OSError:
    print("none")
PYTHON
}
# A channel that is blocked makes /health say 503; where it said so before, it is not the new version's fault.
before=$(answer)
well() {
  for _ in $(seq "$1"); do
    case $(answer) in 200) return 0 ;; none) ;; "$before") return 0 ;; esac
    sleep 1
  done
  return 1
}
go() { ln -sfn "$1" "$root/next" && mv -T "$root/next" "$root/current"; }

$install "$wheels" "$new"
$stop
if ! chibo "$old" backup "$copy"; then
  echo "chưa sao lưu được nên không nâng cấp, bản cũ chạy tiếp / no backup, so no upgrade: the old version goes on"
  $start
  exit 1
fi
go "$new"
$start || true
if well "$seconds"; then echo "đã lên bản $version / $version runs"; exit 0; fi

echo "bản $version không chạy được, trở lại bản cũ / $version is not well, going back"
$stop || true
go "$old"
chibo "$old" restore "$copy"
$start
well 60 || { echo "bản cũ cũng không chạy / the old one is not well either: chibo doctor"; exit 1; }
echo "đã trở lại bản cũ, dữ liệu như trước khi nâng / back on the old version with the data of before"
exit 1
