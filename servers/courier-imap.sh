# Courier's IMAP server: every mailbox is below INBOX., and one that a connection reads takes nothing from it. VARIANT full has
# room for a megabyte.
packages="courier-imap courier-authdaemon"

start() {
	local maildir=/home/$login/Maildir
	install -d -o $login -g 8 -m 700 $maildir{,/new,/cur,/tmp}
	if [ "$variant" = full ]; then
		echo 1000000S >$maildir/maildirsize
		chown $login:8 $maildir/maildirsize
	fi
	cat /etc/ssl/server.key /etc/ssl/certs/server.pem >/etc/courier/imapd.pem
	chown courier /etc/courier/imapd.pem
	install -d -o courier -g courier /run/courier /run/courier/authdaemon
	authdaemond start
	imapd start
	listening 143
}

drain() { imapd stop; }
