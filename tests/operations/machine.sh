#!/usr/bin/env bash
# A server of its own for deploy/linli.service: machine.sh CHECKOUT PYTHON FOLDER, run in fresh namespaces
# (mount, pid, net, uts, ipc, cgroup), becomes systemd as their process 1. All that it writes lies in memory
# and is gone with it; programs are the host's own, read only. It starts the journal and nothing else.
set -euo pipefail
checkout=$1 python=$2 root=$3
journal=(systemd-journald.service systemd-journald.socket systemd-journald-dev-log.socket)

mount --make-rprivate /
mount -t tmpfs -o mode=755 linli "$root"
cd "$root"
mkdir -p dev etc home opt/linli opt/python proc old root run srv sys tmp usr var/lib var/log
chmod 1777 tmp
for folder in bin sbin lib lib64; do [[ ! -e /$folder ]] || ln -s "usr/$folder" "$folder"; done
mount --rbind -o ro /usr usr
mount -t tmpfs -o mode=755 linli usr/local/sbin
mount -t proc proc proc
mount --bind -o ro proc/sys proc/sys # the kernel is everybody's
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 linli run
mount -t tmpfs -o mode=755 linli dev
for device in full null random tty urandom zero; do touch dev/$device && mount --bind /dev/$device dev/$device; done
mkdir -m 1777 dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd

cp -a /etc/. etc
rm -rf etc/systemd etc/machine-id etc/localtime
systemd-id128 new >etc/machine-id
mkdir -p etc/systemd/system
for unit in "${journal[@]}"; do cp "/usr/lib/systemd/system/$unit" etc/systemd/system; done
for target in basic multi-user network-online shutdown sysinit; do
    printf '[Unit]\nDescription=%s\nDefaultDependencies=no\n' $target >etc/systemd/system/$target.target
done
echo "Wants=${journal[*]}" >>etc/systemd/system/basic.target

# The checkout as `make .venv/installed` leaves it, but for a Python that stands in somebody's home: the unit
# would not see it there.
mount --bind -o ro "$python" opt/python
mount --bind -o ro "$checkout" opt/linli
mount -t tmpfs -o mode=755 linli opt/linli/.venv
mkdir opt/linli/.venv/{bin,lib}
mount --bind -o ro "$checkout/.venv/lib" opt/linli/.venv/lib
ln -s /opt/python/bin/python3 opt/linli/.venv/bin/python
sed 's#^home = .*#home = /opt/python/bin#' "$checkout/.venv/pyvenv.cfg" >opt/linli/.venv/pyvenv.cfg
echo /opt/python/lib >etc/ld.so.conf.d/0-python.conf
chroot . ldconfig

pivot_root . old
umount --lazy /old
exec env -i container=linli PATH=/usr/sbin:/usr/bin SYSTEMD_UNIT_PATH=/etc/systemd/system \
    /usr/lib/systemd/systemd --unit=basic.target --show-status=no
