package studio.atelier.engine.media;

import java.io.InputStream;
import java.util.function.Function;
import studio.atelier.backend.storage.ByteSpan;
import studio.atelier.backend.storage.StoredObject;

/// A file of an asset that may be read.
///
/// @param object type, size and entity tag
/// @param open   opens part of it; the caller closes the stream
public record OpenMedia(Asset asset, StoredObject object, Function<ByteSpan, InputStream> open) {}
