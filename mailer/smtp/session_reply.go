package smtp

import (
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"strings"
)

// reply reads one reply, whatever its code. A line counts when its end has come: textproto takes what a broken or
// dawdling line has brought so far for the whole, and what comes then for the answer to the next command.
func (s *Session) reply() (code int, text string, err error) {
	var lines []string
	for {
		line, err := s.text.R.ReadString('\n')
		if errors.Is(err, io.EOF) && line != "" {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, "", err
		}
		line = strings.TrimRight(line, "\r\n")
		number, words, goesOn, err := cutReply(line)
		if err == nil && len(lines) > 0 && number != code {
			err = textproto.ProtocolError(fmt.Sprintf("reply of two codes: %d and %d", code, number))
		}
		if err != nil {
			return 0, "", err
		}
		code = number
		lines = append(lines, words)
		if !goesOn {
			return code, strings.Join(lines, "\n"), nil
		}
	}
}

// cutReply takes one line of a reply apart: "250-words" goes on, "250 words" and "250" are a last line.
func cutReply(line string) (code int, words string, goesOn bool, err error) {
	code, err = strconv.Atoi(line[:min(3, len(line))])
	if err != nil || code < 200 || code > 599 || len(line) > 3 && line[3] != ' ' && line[3] != '-' {
		return 0, "", false, textproto.ProtocolError("no reply: " + strconv.Quote(line[:min(60, len(line))]))
	}
	if len(line) == 3 {
		return code, "", false, nil
	}
	return code, line[4:], line[3] == '-', nil
}
