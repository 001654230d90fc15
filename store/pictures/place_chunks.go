package pictures

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
	"strings"
)

// pngKept are the chunks beside the critical ones that say how the pixels are to be shown.
var pngKept = []string{
	"tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "pHYs", "bKGD", "hIST", "sPLT", "cICP", "mDCv", "mDCV", "cLLi", "cLLI",
	"acTL", "fcTL", "fdAT",
}

// cleanPNG drops texts, EXIF, XMP and what programs of their own keep there, and what lies behind the end.
func cleanPNG(data []byte) ([]byte, error) {
	const signature = 8
	own := exifOf(PNG, data)
	orientation := orientationOf(own)
	block := orientationBlock(orientation)
	clean, dropped := slices.Clone(data[:signature]), false
	for at := signature; ; {
		if at+12 > len(data) {
			return nil, errCut
		}
		size := uint64(binary.BigEndian.Uint32(data[at:]))
		if size > uint64(len(data)-at-12) {
			return nil, errCut
		}
		name, end := string(data[at+4:at+8]), at+12+int(size) //nolint:gosec // checked
		switch {
		case name[0]&0x20 == 0 || slices.Contains(pngKept, name):
			clean = append(clean, data[at:end]...)
		default:
			dropped = dropped || name != "eXIf" || !bytes.Equal(data[at+8:end-4], block)
		}
		if name == "IHDR" && orientation != 1 {
			clean = append(clean, pngChunk("eXIf", block)...)
		}
		if at = end; name == "IEND" {
			if !dropped && at == len(data) {
				return data, nil
			}
			return clean, nil
		}
	}
}

func pngChunk(name string, content []byte) []byte {
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(content))) //nolint:gosec // small
	chunk = append(append(chunk, name...), content...)
	return binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
}

// cleanWebP keeps the chunks of pixels, of their frames and of the colour profile, and tells in the heading that the others
// are gone.
func cleanWebP(data []byte) ([]byte, error) {
	const exifFlag, xmpFlag = 0x08, 0x04
	whole := uint64(littleEndian(data[4:])) + 8
	if whole > uint64(len(data)) {
		return nil, errCut
	}
	orientation := orientationOf(exifOf(WebP, data))
	block := orientationBlock(orientation)
	clean, heading, dropped := slices.Clone(data[:12]), -1, whole < uint64(len(data))
	for at := uint64(12); at < whole; {
		if at+8 > whole {
			return nil, errCut
		}
		size := uint64(littleEndian(data[at+4:]))
		end := at + 8 + size
		if end > whole {
			return nil, errCut
		}
		padded := min(end+size&1, whole)
		switch name := string(data[at : at+4]); {
		case name == "VP8X" && size >= 10:
			heading = len(clean)
			clean = append(clean, data[at:padded]...)
		case slices.Contains([]string{"VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"}, name):
			clean = append(clean, data[at:padded]...)
		default:
			dropped = dropped || name != "EXIF" || orientation == 1 || string(data[at+8:end]) != string(block)
		}
		at = padded
	}
	if !dropped {
		return data, nil
	}
	if heading >= 0 {
		clean[heading+8] &^= exifFlag | xmpFlag
		if orientation != 1 {
			clean[heading+8] |= exifFlag
			clean = binary.LittleEndian.AppendUint32(append(clean, "EXIF"...), uint32(len(block))) //nolint:gosec // 26 bytes
			clean = append(clean, block...)
		}
	}
	binary.LittleEndian.PutUint32(clean[4:], uint32(len(clean)-8)) //nolint:gosec // no longer than before
	return clean, nil
}

// cleanGIF drops comments and what applications keep there, but for the loop of an animation and the colour profile.
func cleanGIF(data []byte) ([]byte, error) {
	at := 13
	if len(data) < at {
		return nil, errCut
	}
	if data[10]&0x80 != 0 {
		at += 3 << (data[10]&7 + 1)
	}
	if at > len(data) {
		return nil, errCut
	}
	clean, dropped := slices.Clone(data[:at]), false
	for {
		if at >= len(data) {
			return nil, errCut
		}
		start, keep := at, true
		switch data[at] {
		case 0x3b:
			if !dropped && at+1 == len(data) {
				return data, nil
			}
			return append(clean, 0x3b), nil
		case 0x21:
			if at+2 >= len(data) {
				return nil, errCut
			}
			keep = data[at+1] == 0xf9 || data[at+1] == 0x01 || data[at+1] == 0xff && isShown(data[at+2:])
			at += 2
		case 0x2c:
			if at+10 > len(data) {
				return nil, errCut
			}
			flags := data[at+9]
			if at += 11; flags&0x80 != 0 { // the code size behind the colours
				at += 3 << (flags&7 + 1)
			}
		default:
			return nil, errCut
		}
		for at < len(data) && data[at] != 0 {
			at += 1 + int(data[at])
		}
		if at++; at > len(data) {
			return nil, errCut
		}
		if dropped = dropped || !keep; keep {
			clean = append(clean, data[start:at]...)
		}
	}
}

// isShown tells an application's block that browsers obey from one that they pass over.
func isShown(block []byte) bool {
	if len(block) < 12 || block[0] != 11 {
		return false
	}
	name := string(block[1:12])
	return strings.HasPrefix(name, "NETSCAPE2.0") || strings.HasPrefix(name, "ANIMEXTS1.0") || strings.HasPrefix(name, "ICCRGBG1012")
}
