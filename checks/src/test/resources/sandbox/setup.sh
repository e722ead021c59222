#!/bin/sh
# Builds the sandbox around itself and becomes its first process. Called inside new user, mount, network
# and process namespaces: setup.sh FOLDER, where FOLDER holds `stub`, `driver` and the lists `stubs` and `real`.
# The root is a file system in memory. Of the machine there is nothing in it but shared libraries and copies
# of the programs in the list `real`; all is read-only but /w, /tmp and /log.
set -e
from=$1
mount -t tmpfs -o size=64m,mode=755 none /mnt
cd /mnt
mkdir bin real dev proc w tmp log usr usr/lib
mount -t proc -o nosuid,nodev,noexec none proc
mount -o remount,ro,bind proc
touch dev/null && mount --bind /dev/null dev/null
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
mount --rbind /usr/lib usr/lib
mount -o remount,ro,bind,nosuid usr/lib
for libraries in lib lib32 lib64; do
  if [ -L "/$libraries" ]; then
    cp -P "/$libraries" .
  elif [ -d "/$libraries" ]; then
    mkdir "$libraries"
    mount --rbind "/$libraries" "$libraries"
    mount -o remount,ro,bind,nosuid "$libraries"
  fi
done
if [ -d /usr/lib64 ]; then
  mkdir usr/lib64
  mount --rbind /usr/lib64 usr/lib64
  mount -o remount,ro,bind,nosuid usr/lib64
fi
cp "$from/stub" bin/rm
cp "$from/driver" real/.driver
while read -r name; do
  [ -e "bin/$name" ] || ln bin/rm "bin/$name"
done <"$from/stubs"
while read -r name; do
  program=/usr/bin/$name
  [ -e "$program" ] || program=/bin/$name
  if [ -e "$program" ]; then
    cp -L "$program" "real/$name"
    [ -e "bin/$name" ] || ln bin/rm "bin/$name"
  fi
done <"$from/real"
ln -s /log/sh real/sh
for writable in w tmp log; do
  mount -t tmpfs -o size=8m,mode=777,nosuid,nodev none "$writable"
done
mount -o remount,ro,bind /mnt
exec chroot /mnt /real/.driver
