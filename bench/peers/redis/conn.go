package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"strconv"
)

// conn speaks RESP2 as far as XADD and XREAD need it.
type conn struct {
	net.Conn
	in  *bufio.Reader
	out []byte
}

func dial(server string) (*conn, error) {
	c, err := net.Dial("tcp", server)
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c, in: bufio.NewReaderSize(c, 1<<20)}, nil
}

func (c *conn) send(args ...string) error {
	out := append(c.out[:0], '*')
	out = append(strconv.AppendInt(out, int64(len(args)), 10), "\r\n$"...)
	for i, arg := range args {
		if i > 0 {
			out = append(out, '$')
		}
		out = append(strconv.AppendInt(out, int64(len(arg)), 10), "\r\n"...)
		out = append(append(out, arg...), "\r\n"...)
	}
	c.out = out
	_, err := c.Write(out)
	return err
}

// readAnswers reads bulk strings until there is an error, of the server or of the connection.
func (c *conn) readAnswers() error {
	for {
		n, err := c.header('$')
		if err != nil {
			return err
		}
		if err := c.skip(n); err != nil {
			return err
		}
	}
}

// readStreams reads the answer to an XREAD: it notes the last position of each stream, hands on each record's value,
// which is valid until the next one, and returns how many there were.
func (c *conn) readStreams(positions map[string]string, each func(value []byte)) (int, error) {
	streams, err := c.header('*')
	if err != nil {
		return 0, err
	}
	total := 0
	for range max(streams, 0) {
		if err := c.array(2); err != nil {
			return 0, err
		}
		name, err := c.bulk()
		if err != nil {
			return 0, err
		}
		stream := string(name)
		records, err := c.header('*')
		if err != nil {
			return 0, err
		}
		for i := range records {
			if err := c.array(2); err != nil {
				return 0, err
			}
			id, err := c.bulk()
			if err != nil {
				return 0, err
			}
			if i == records-1 {
				positions[stream] = string(id)
			}
			if err := c.array(2); err != nil {
				return 0, err
			}
			field, err := c.header('$')
			if err != nil {
				return 0, err
			}
			if err := c.skip(field); err != nil {
				return 0, err
			}
			value, err := c.bulk()
			if err != nil {
				return 0, err
			}
			each(value)
		}
		total += records
	}
	return total, nil
}

// header reads the length of an array or a string; -1 is one that isn't there.
func (c *conn) header(kind byte) (int, error) {
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	text := bytes.TrimSuffix(line, []byte("\r\n"))
	switch {
	case len(text) > 1 && text[0] == kind && text[1] == '-':
		return -1, nil
	case len(text) > 1 && text[0] == kind:
		n := 0
		for _, digit := range text[1:] {
			n = n*10 + int(digit-'0')
		}
		return n, nil
	case len(text) > 1 && text[0] == '-':
		return 0, errors.New(string(text[1:]))
	default:
		return 0, fmt.Errorf("an answer can't be understood: %q", text)
	}
}

func (c *conn) array(want int) error {
	n, err := c.header('*')
	if err == nil && n != want {
		err = fmt.Errorf("an array of %d was expected, but this one has %d", want, n)
	}
	return err
}

func (c *conn) skip(n int) error {
	_, err := c.in.Discard(n + 2)
	return err
}

// bulk is valid until the next read.
func (c *conn) bulk() ([]byte, error) {
	n, err := c.header('$')
	if err != nil {
		return nil, err
	}
	b, err := c.in.Peek(n + 2)
	if err != nil {
		return nil, err
	}
	if _, err := c.in.Discard(n + 2); err != nil {
		return nil, err
	}
	return b[:n], nil
}
