//go:build !windows

package desktop

import "net/url"

// OpenFile hands a file to the program that the machine opens such files with, by openURL.
func OpenFile(path string, openURL func(*url.URL) error) error { return openURL(fileAddress(path)) }
