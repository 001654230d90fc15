# Dovecot with the mailboxes of sophie. VARIANT is how they are laid out: none (no prefix), inbox-sent (below INBOX., with a
# Sent), inbox (below INBOX., without one), accents (another prefix and separator, and a French name), or what it refuses: acl
# (to make a mailbox) and full (more than a megabyte).
packages="dovecot-imapd"

start() {
	local prefix="" separator=. more="" maildir=/home/$login/Maildir
	install -d -o $login -g 8 -m 700 $maildir{,/new,/cur,/tmp}
	case $variant in
	inbox-sent)
		prefix=INBOX.
		install -d -o $login -g 8 -m 700 $maildir/.Sent{,/new,/cur,/tmp}
		;;
	inbox) prefix=INBOX. ;;
	accents)
		prefix=Boîte/ separator=/
		install -d -o $login -g 8 -m 700 "$maildir/.&AMk-l&AOk-ments envoy&AOk-s"{,/new,/cur,/tmp}
		;;
	acl)
		printf '%s\n' "* owner lrwstipe" "INBOX owner lrwstipe" >/etc/dovecot/dovecot-acl
		more='mail_plugins = acl
			plugin {
				acl = vfile:/etc/dovecot/dovecot-acl
			}'
		;;
	full)
		more='mail_plugins = quota
			plugin {
				quota = maildir:User quota
				quota_rule = *:storage=1M
			}'
		;;
	esac
	cat >/etc/dovecot/local.conf <<-END
		ssl_cert = </etc/ssl/certs/server.pem
		ssl_key = </etc/ssl/server.key
		mail_location = maildir:~/Maildir
		namespace inbox {
			prefix = $prefix
			separator = $separator
		}
		$more
	END
	dovecot
	listening 143
}

drain() { doveadm stop; }
