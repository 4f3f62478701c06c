package studio.atelier.surfaces.resumable;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.StorageCaller;

/// Who sends an upload.
///
/// @param caller as policies see it
/// @param owner  whose the object will be; null for nobody
/// @param signed by a signed upload URL, which has decided already
record Uploader(StorageCaller caller, @Nullable String owner, boolean signed, boolean upsert) {

    /// Whether this is whoever began the upload.
    boolean began(OpenUpload upload) {
        return signed == upload.signed()
                && Objects.equals(owner, upload.ownerId())
                && caller.actor().role().sql().equals(upload.role());
    }
}
