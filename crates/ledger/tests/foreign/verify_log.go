// Checks a folder that `write_log` wrote, or a copy of a log that runs, with the packages of Go's checksum database.
// None of our code takes part: the signatures are checked by sumdb/note, the tree by sumdb/tlog.
//
//	verify_log FOLDER
//
// It exits with 1 and a sentence at the first thing that does not hold.
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

func main() {
	if len(os.Args) != 2 {
		fail("name a folder")
	}
	folder := os.Args[1]
	logKey := verifier(folder, "log.vkey")

	head := checkpoint(read(folder, "checkpoint"), logKey)
	reader := tlog.TileHashReader(head, tiles{folder})
	entries := checkEntries(folder, head, reader)
	proofs := checkRecords(head, reader)
	older := checkOlder(folder, head, reader, logKey)
	receipts := checkReceipts(folder, logKey)

	if _, err := note.Open(read(folder, "acceptance"), note.VerifierList(verifier(folder, "accept.vkey"))); err != nil {
		fail("acceptance: %v", err)
	}
	fmt.Printf("checkpoint of %d leaves; %d entries, %d inclusion proofs, %d older checkpoints, %d receipts, 1 promise: all hold\n",
		head.N, entries, proofs, older, receipts)
}

// checkEntries hashes every entry and compares it with its leaf in the tiles, which the reader checks against the root.
func checkEntries(folder string, head tlog.Tree, reader tlog.HashReader) int64 {
	var index int64
	for index < head.N {
		width := head.N - index
		name := "tile/entries/" + place(index>>tileHeight)
		if width > 1<<tileHeight {
			width = 1 << tileHeight
		}
		if width < 1<<tileHeight {
			name += fmt.Sprintf(".p/%d", width)
		}
		rest := read(folder, name)
		var indexes []int64
		var want []tlog.Hash
		for i := int64(0); i < width; i++ {
			entry, after := prefixed(name, rest)
			rest = after
			indexes = append(indexes, tlog.StoredHashIndex(0, index+i))
			want = append(want, tlog.RecordHash(entry))
		}
		if len(rest) != 0 {
			fail("%s: %d bytes too many", name, len(rest))
		}
		got, err := reader.ReadHashes(indexes)
		if err != nil {
			fail("%s: %v", name, err)
		}
		for i := range got {
			if got[i] != want[i] {
				fail("%s: entry %d is not the leaf", name, i)
			}
		}
		index += width
	}
	return index
}

// checkRecords lets Go make and check inclusion proofs from our tiles.
func checkRecords(head tlog.Tree, reader tlog.HashReader) int {
	count := 0
	step := head.N/60 + 1
	for n := int64(0); n < head.N; n += step {
		proof, err := tlog.ProveRecord(head.N, n, reader)
		if err != nil {
			fail("inclusion of %d: %v", n, err)
		}
		leaf, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
		if err != nil {
			fail("leaf %d: %v", n, err)
		}
		if err := tlog.CheckRecord(proof, head.N, head.Hash, n, leaf[0]); err != nil {
			fail("inclusion of %d: %v", n, err)
		}
		count++
	}
	return count
}

// checkOlder proves that each kept checkpoint is the beginning of the newest.
func checkOlder(folder string, head tlog.Tree, reader tlog.HashReader, key note.Verifier) int {
	names, _ := filepath.Glob(filepath.Join(folder, "checkpoint.*"))
	for _, name := range names {
		old := checkpoint(read(folder, filepath.Base(name)), key)
		proof, err := tlog.ProveTree(head.N, old.N, reader)
		if err != nil {
			fail("%s: %v", name, err)
		}
		if err := tlog.CheckTree(proof, head.N, head.Hash, old.N, old.Hash); err != nil {
			fail("%s: %v", name, err)
		}
	}
	return len(names)
}

// checkReceipts checks the inclusion proofs that we made, against the checkpoints that stand in the same files.
func checkReceipts(folder string, key note.Verifier) int {
	names, _ := filepath.Glob(filepath.Join(folder, "*.tlog-proof"))
	for _, name := range names {
		parts := strings.SplitN(string(read(folder, filepath.Base(name))), "\n\n", 2)
		lines := strings.Split(parts[0], "\n")
		if len(parts) != 2 || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
			fail("%s: not a proof", name)
		}
		extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
		if err != nil {
			fail("%s: %v", name, err)
		}
		index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
		if err != nil {
			fail("%s: %v", name, err)
		}
		var proof tlog.RecordProof
		for _, line := range lines[3:] {
			hash, err := tlog.ParseHash(line)
			if err != nil {
				fail("%s: %v", name, err)
			}
			proof = append(proof, hash)
		}
		leaf, opening := prefixed(name, bytes.TrimPrefix(extra, []byte("kenes/receipt/v1\n")))
		if !strings.Contains(string(leaf), "\ncommit "+commitment(name, opening)+"\n") {
			fail("%s: the content is not what the leaf commits to", name)
		}
		tree := checkpoint([]byte(parts[1]), key)
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(leaf)); err != nil {
			fail("%s: %v", name, err)
		}
	}
	return len(names)
}

// commitment binds the content to the leaf under its salt.
func commitment(name string, opening []byte) string {
	if len(opening) < 32 {
		fail("%s: no salt", name)
	}
	mac := hmac.New(sha256.New, opening[:32])
	mac.Write([]byte("kenes/content/v1\n"))
	mac.Write(opening[32:])
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// checkpoint opens a signed checkpoint and reads its three lines.
func checkpoint(text []byte, key note.Verifier) tlog.Tree {
	opened, err := note.Open(text, note.VerifierList(key))
	if err != nil {
		fail("checkpoint: %v", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != key.Name() || lines[3] != "" {
		fail("checkpoint: not three lines of %s", key.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		fail("checkpoint: %v", err)
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		fail("checkpoint: %v", err)
	}
	return tlog.Tree{N: size, Hash: root}
}

// tiles reads our tiles for Go, whose own paths have the height of a tile in them.
type tiles struct{ folder string }

func (tiles) Height() int { return tileHeight }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range wanted {
		name := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(t.folder, name))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// place spells the number of a bundle as tile paths do.
func place(n int64) string {
	path := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	return path
}

// prefixed splits bytes behind a length of 16 bits from the rest.
func prefixed(name string, data []byte) (entry, rest []byte) {
	if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
		fail("%s: cut off", name)
	}
	end := 2 + int(binary.BigEndian.Uint16(data))
	return data[2:end], data[end:]
}

func verifier(folder, name string) note.Verifier {
	key, err := note.NewVerifier(strings.TrimSpace(string(read(folder, name))))
	if err != nil {
		fail("%s: %v", name, err)
	}
	return key
}

func read(folder, name string) []byte {
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		fail("%v", err)
	}
	return data
}

func fail(format string, arguments ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", arguments...)
	os.Exit(1)
}
