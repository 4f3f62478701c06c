package studio.atelier.backend.storage;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An object that a client wants to write.
///
/// @param name         path within the bucket
/// @param mimeType     as the client declares it
/// @param cacheControl as downloads send it, such as `max-age=3600`
/// @param userMetadata of the client's own; null for none
/// @param declaredSize bytes that the request announces, which policies see; null where it does not
/// @param sizeIsExact  whether these are the object's alone, not those of a form around it
/// @param upsert       whether it may replace one that is there
/// @param owner        whose it will be, see [StorageCaller#owner]; null for nobody's
/// @param robotsTag    for the header `X-Robots-Tag` of downloads; null for the usual one
public record NewUpload(
        String bucket,
        String name,
        String mimeType,
        String cacheControl,
        @Nullable ObjectNode userMetadata,
        @Nullable Long declaredSize,
        boolean sizeIsExact,
        boolean upsert,
        @Nullable String owner,
        @Nullable String robotsTag) {}
