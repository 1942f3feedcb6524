// A third opinion, by the Go project's own packages: note opens the checkpoint (the log's Ed25519
// signature, the one kind that it knows), tlog rebuilds the tree from the entries, compares every
// hash tile, proves each entry from the tiles alone, and that every earlier size is its beginning.
//
//	kakehashi-third-opinion FOLDER VKEY
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8
	width  = 1 << height
	// Small logs are proven at every index and size, large ones at so many.
	mostProven = 1000
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: kakehashi-third-opinion FOLDER VKEY")
		os.Exit(2)
	}
	size, err := verify(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
	fmt.Println("verified", size, "entries")
}

func verify(folder, vkey string) (int64, error) {
	tree, err := checkpoint(folder, vkey)
	if err != nil {
		return 0, err
	}
	stored, err := entries(folder, tree.N)
	if err != nil {
		return 0, err
	}
	root, err := tlog.TreeHash(tree.N, stored)
	if err != nil {
		return 0, err
	}
	if root != tree.Hash {
		return 0, errors.New("checkpoint: the entries have another root")
	}
	if err := tiles(folder, tree.N, stored); err != nil {
		return 0, err
	}
	return tree.N, proofs(tree, tiled(folder, tree), stored)
}

// checkpoint opens the note and reads its three lines; the format of tlog itself has another first line.
func checkpoint(folder, vkey string) (tlog.Tree, error) {
	none := tlog.Tree{}
	content, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return none, err
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return none, err
	}
	opened, err := note.Open(content, note.VerifierList(verifier))
	if err != nil {
		return none, fmt.Errorf("checkpoint: %w", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return none, errors.New("checkpoint: not three lines of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return none, errors.New("checkpoint, line 2: not a plain number")
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return none, errors.New("checkpoint, line 3: not a root")
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

// stored holds the hashes of a tree in the order in which tlog counts them.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for at, index := range indexes {
		if index >= int64(len(s)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		hashes[at] = s[index]
	}
	return hashes, nil
}

func entries(folder string, size int64) (stored, error) {
	var all stored
	for first := int64(0); first < size; first += width {
		tile := tlog.Tile{H: height, L: -1, N: first / width, W: most(size - first)}
		name := path(tile)
		rest, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		for at := first; at < first+int64(tile.W); at++ {
			if len(rest) < 2 || len(rest) < 2+int(binary.BigEndian.Uint16(rest)) {
				return nil, fmt.Errorf("%s: entry %d is cut", name, at)
			}
			end := 2 + int(binary.BigEndian.Uint16(rest))
			more, err := tlog.StoredHashes(at, rest[2:end], all)
			if err != nil {
				return nil, err
			}
			all, rest = append(all, more...), rest[end:]
		}
		if len(rest) > 0 {
			return nil, fmt.Errorf("%s: %d bytes too many", name, len(rest))
		}
	}
	return all, nil
}

func tiles(folder string, size int64, all stored) error {
	widest := map[[2]int64]tlog.Tile{}
	for _, tile := range tlog.NewTiles(height, 0, size) {
		widest[[2]int64{int64(tile.L), tile.N}] = tile
	}
	for _, tile := range widest {
		want, err := tlog.ReadTileData(tile, all)
		if err != nil {
			return err
		}
		have, err := os.ReadFile(filepath.Join(folder, path(tile)))
		if err != nil {
			return err
		}
		if !bytes.Equal(want, have) {
			return fmt.Errorf("%s: not the hashes of what lies below it", path(tile))
		}
	}
	return nil
}

func proofs(tree tlog.Tree, reader tlog.HashReader, all stored) error {
	step := 1 + tree.N/mostProven
	for at := int64(0); at < tree.N; at += step {
		proof, err := tlog.ProveRecord(tree.N, at, reader)
		if err != nil {
			return err
		}
		leaf := all[tlog.StoredHashIndex(0, at)]
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, at, leaf); err != nil {
			return fmt.Errorf("entry %d: %w", at, err)
		}
		older, err := tlog.TreeHash(at+1, all)
		if err != nil {
			return err
		}
		grown, err := tlog.ProveTree(tree.N, at+1, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(grown, tree.N, tree.Hash, at+1, older); err != nil {
			return fmt.Errorf("size %d: %w", at+1, err)
		}
	}
	return nil
}

// folderTiles gives tlog the tiles of a folder; tlog itself checks them against the root.
type folderTiles string

func tiled(folder string, tree tlog.Tree) tlog.HashReader {
	return tlog.TileHashReader(tree, folderTiles(folder))
}

func (f folderTiles) Height() int { return height }

func (f folderTiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	contents := make([][]byte, len(tiles))
	for at, tile := range tiles {
		content, err := os.ReadFile(filepath.Join(string(f), path(tile)))
		if err != nil {
			return nil, err
		}
		contents[at] = content
	}
	return contents, nil
}

func (f folderTiles) SaveTiles([]tlog.Tile, [][]byte) {}

// path is where C2SP tlog-tiles puts a tile: without the height, and data is called entries.
func path(tile tlog.Tile) string {
	parts := strings.SplitN(tile.Path(), "/", 4)
	level := parts[2]
	if level == "data" {
		level = "entries"
	}
	return "tile/" + level + "/" + parts[3]
}

func most(rest int64) int {
	if rest > width {
		return width
	}
	return int(rest)
}
