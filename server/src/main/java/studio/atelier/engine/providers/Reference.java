package studio.atelier.engine.providers;

import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;

/// A file of the person's own that a call works from.
///
/// @param sizeBytes of the content
/// @param content   opens the bytes; each call opens them anew
public record Reference(UUID assetId, String mimeType, long sizeBytes, Content content) {

    /// Opens a stream that the caller closes.
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }
}
