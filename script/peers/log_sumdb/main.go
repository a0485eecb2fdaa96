// Checks a transparency log with Go's own verifier: golang.org/x/mod/sumdb.
//
//	apt install golang-go golang-golang-x-mod-dev
//	GO111MODULE=off GOPATH=/usr/share/gocode go run ./script/peers/log_sumdb \
//	    [-every K] SOURCE VERIFIER_KEY [OLDER_CHECKPOINT ...]
//
// SOURCE is a folder or a base URL. Entries under embargo (above the number in `published`)
// are checked by their hash alone. Ends with `N passed, N failed`; exit 1 when anything failed
// or nothing was checked.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height       = 8
	width        = 1 << height
	fileMaxBytes = width * (2 + 65535)
)

var passed, failed int

// check counts one check; only failures are printed.
func check(what string, err error) bool {
	if err != nil {
		failed++
		fmt.Fprintf(os.Stderr, "FAILED %s: %v\n", what, err)
		return false
	}
	passed++
	return true
}

// refuse counts a check that must fail.
func refuse(what string, err error) {
	if err == nil {
		err = errors.New("was accepted")
	} else {
		err = nil
	}
	check(what, err)
}

var errMissing = errors.New("missing")

// source reads the files of a log from a folder or a base URL.
type source struct {
	base   string
	client *http.Client
	cache  map[string][]byte
}

func (s *source) read(path string) ([]byte, error) {
	if !strings.Contains(s.base, "://") {
		data, err := os.ReadFile(filepath.Join(s.base, filepath.FromSlash(path)))
		if os.IsNotExist(err) {
			return nil, fmt.Errorf("%s: %w", path, errMissing)
		}
		return data, err
	}
	answer, err := s.client.Get(strings.TrimSuffix(s.base, "/") + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusNotFound {
		return nil, fmt.Errorf("%s: %w", path, errMissing)
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, fileMaxBytes))
}

// readOrFull reads a partial file, or the full one that replaced it.
func (s *source) readOrFull(path string) ([]byte, error) {
	if data, ok := s.cache[path]; ok {
		return data, nil
	}
	data, err := s.read(path)
	if errors.Is(err, errMissing) && strings.Contains(path, ".p/") {
		data, err = s.read(path[:strings.Index(path, ".p/")])
	}
	if err == nil {
		s.cache[path] = data
	}
	return data, err
}

// Height, ReadTiles and SaveTiles make source a tlog.TileReader.
func (s *source) Height() int { return height }

func (s *source) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		// C2SP names no height in its paths.
		data, err := s.readOrFull(strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		if len(data) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s is short", tile.Path())
		}
		all = append(all, data[:tile.W*tlog.HashSize])
	}
	return all, nil
}

func (s *source) SaveTiles([]tlog.Tile, [][]byte) {}

// entries reads the bundle that holds entry index, as published.
func (s *source) entries(index, published int64) ([][]byte, error) {
	bundle := tlog.Tile{H: height, L: -1, N: index / width, W: width}
	if rest := published - bundle.N*width; rest < width {
		bundle.W = int(rest)
	}
	data, err := s.readOrFull(strings.Replace(bundle.Path(), "tile/8/data/", "tile/entries/", 1))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("bundle %d is cut off", bundle.N)
		}
		length := int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:2+length])
		data = data[2+length:]
	}
	if len(entries) < bundle.W {
		return nil, fmt.Errorf("bundle %d holds %d entries", bundle.N, len(entries))
	}
	return entries, nil
}

// parseHead reads origin, size and root out of a signed text.
func parseHead(text, origin string) (tlog.Tree, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] != origin {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, errors.New("malformed size")
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, errors.New("malformed root")
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

func open(data []byte, verifier note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	return parseHead(opened.Text, verifier.Name())
}

// allTiles lists the tiles of a tree; tlog.NewTiles would also name every narrower partial one.
func allTiles(size int64) []tlog.Tile {
	var tiles []tlog.Tile
	for level := 0; size > 0; level, size = level+1, size>>height {
		for first := int64(0); first < size; first += width {
			tile := tlog.Tile{H: height, L: level, N: first / width, W: width}
			if rest := size - first; rest < width {
				tile.W = int(rest)
			}
			tiles = append(tiles, tile)
		}
	}
	return tiles
}

func checkTiles(log *source, tree tlog.Tree, hashes tlog.HashReader) {
	if tree.N == 0 {
		// Go's empty tree has no root; RFC 6962 says SHA-256 of nothing.
		var err error
		if tree.Hash != sha256.Sum256(nil) {
			err = errors.New("another root")
		}
		check("the empty tree has its root", err)
		return
	}
	root, err := tlog.TreeHash(tree.N, hashes)
	if err == nil && root != tree.Hash {
		err = errors.New("another root")
	}
	check("the tiles give the root", err)
	for _, tile := range allTiles(tree.N) {
		proven, err := tlog.ReadTileData(tile, hashes)
		if err == nil {
			var raw [][]byte
			raw, err = log.ReadTiles([]tlog.Tile{tile})
			if err == nil && !bytes.Equal(raw[0], proven) {
				err = errors.New("differs from what the tree proves")
			}
		}
		check(tile.Path(), err)
	}
}

func checkEntries(log *source, tree tlog.Tree, hashes tlog.HashReader, published, every int64) {
	for index := int64(0); index < tree.N; index += every {
		what := fmt.Sprintf("entry %d", index)
		leaves, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		if !check(what+" has a hash", err) {
			continue
		}
		leaf := leaves[0]
		if index < published {
			entries, err := log.entries(index, published)
			if !check(what+" is readable", err) {
				continue
			}
			leaf = tlog.RecordHash(entries[index%width])
		}
		proof, err := tlog.ProveRecord(tree.N, index, hashes)
		if !check(what+" has a proof", err) {
			continue
		}
		check(what, tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf))
		leaf[0] ^= 1
		refuse("another "+what, tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf))
	}
	// Bundles that no k-th leaf falls into.
	for index := int64(0); index < published; index += width {
		entries, err := log.entries(index, published)
		for offset := 0; err == nil && offset < len(entries) && index+int64(offset) < tree.N; offset++ {
			var leaves []tlog.Hash
			leaves, err = hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, index+int64(offset))})
			if err == nil && leaves[0] != tlog.RecordHash(entries[offset]) {
				err = fmt.Errorf("entry %d differs from its leaf", index+int64(offset))
			}
		}
		check(fmt.Sprintf("bundle %d", index/width), err)
	}
}

func checkGrowth(tree, old tlog.Tree, hashes tlog.HashReader) {
	what := fmt.Sprintf("%d leaves grew to %d", old.N, tree.N)
	if old.N == 0 {
		check(what, nil)
		return
	}
	proof, err := tlog.ProveTree(tree.N, old.N, hashes)
	if !check(what+": proof", err) {
		return
	}
	check(what, tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash))
	old.Hash[31] ^= 1
	refuse("another past of "+what, tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash))
}

func run(words []string, every int64) error {
	log := &source{
		base:   words[0],
		client: &http.Client{Timeout: 15 * time.Second},
		cache:  map[string][]byte{},
	}
	verifier, err := note.NewVerifier(words[1])
	if err != nil {
		return err
	}
	// Before the checkpoint: a log that grows meanwhile publishes no more than it signed.
	publishedText, err := log.read("published")
	if err != nil && !errors.Is(err, errMissing) {
		return err
	}
	head, err := log.read("checkpoint")
	if err != nil {
		return err
	}
	tree, err := open(head, verifier)
	if !check("the checkpoint is signed", err) {
		return nil
	}
	for place := range head {
		if bytes.HasPrefix(head[place+1:], []byte("=\n")) {
			// Go passes over the unused bits of the last digit before the padding.
			continue
		}
		other := append([]byte(nil), head...)
		other[place] ^= 1
		_, err := open(other, verifier)
		refuse(fmt.Sprintf("checkpoint with byte %d flipped", place), err)
	}
	published := tree.N
	if publishedText != nil {
		published, err = strconv.ParseInt(strings.TrimSpace(string(publishedText)), 10, 64)
		if err == nil && (published < 0 || published > tree.N) {
			err = errors.New("more than there are")
		}
		if !check("published entries exist", err) {
			published = 0
		}
	}
	hashes := tlog.TileHashReader(tree, log)
	checkTiles(log, tree, hashes)
	checkEntries(log, tree, hashes, published, every)
	for _, size := range []int64{0, 1, 2, 3, 255, 256, 257, 65535, 65536, 65537, tree.N / 2, tree.N} {
		if size <= tree.N {
			old, err := tlog.TreeHash(size, hashes)
			if check(fmt.Sprintf("root of %d leaves", size), err) {
				checkGrowth(tree, tlog.Tree{N: size, Hash: old}, hashes)
			}
		}
	}
	for _, path := range words[2:] {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		old, err := open(data, verifier)
		if check(path+" is signed", err) {
			checkGrowth(tree, old, hashes)
		}
	}
	return nil
}

func main() {
	every := flag.Int64("every", 1, "check every k-th leaf")
	flag.Parse()
	if flag.NArg() < 2 || *every < 1 {
		fmt.Fprintln(os.Stderr, "usage: log_sumdb [-every K] SOURCE VERIFIER_KEY [OLDER_CHECKPOINT ...]")
		os.Exit(2)
	}
	if err := run(flag.Args(), *every); err != nil {
		check("the log can be read", err)
	}
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 || passed == 0 {
		os.Exit(1)
	}
}
