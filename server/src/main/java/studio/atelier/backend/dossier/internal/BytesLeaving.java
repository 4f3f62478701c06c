package studio.atelier.backend.dossier.internal;

import java.util.Map;
import java.util.UUID;
import studio.atelier.backend.identity.Leaving;
import studio.atelier.backend.storage.Storage;

/// The bytes of a person who is gone: the rows went with the account, and nothing points to them any
/// more.
final class BytesLeaving implements Leaving {

    private final Storage storage;

    BytesLeaving(Storage storage) {
        this.storage = storage;
    }

    @Override
    public Map<String, Object> after(UUID userId) {
        Storage.Purged purged = storage.purge(userId);
        return Map.of(
                "objects", Map.of("count", purged.blobs(), "bytes", purged.bytes(), "removed_later", purged.kept()));
    }
}
