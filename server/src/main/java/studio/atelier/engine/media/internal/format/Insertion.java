package studio.atelier.engine.media.internal.format;

import java.util.Arrays;
import java.util.List;

/// How a file becomes the same file with a note in it: some bytes of the head replaced, some put in
/// between.
///
/// @param patches small replacements, none beyond the place of insertion
/// @param at      where the new bytes go in
/// @param added   the new bytes
record Insertion(List<Patch> patches, long at, Bytes added) {

    /// @param at    first byte replaced
    /// @param bytes as many as are replaced
    record Patch(long at, Bytes bytes) {}

    /// An array that is not changed any more.
    static final class Bytes {

        private final byte[] content;

        Bytes(byte[] content) {
            this.content = content;
        }

        byte[] content() {
            return content;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(content);
        }
    }
}
