package studio.atelier.engine.vault;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.crypto.SealedSecret;
import studio.atelier.platform.settings.Secret;
import tools.jackson.databind.json.JsonMapper;

/// Puts a key and its headers into one sealed secret and takes them out again.
final class KeySeal {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Envelope envelope;

    KeySeal(Envelope envelope) {
        this.envelope = envelope;
    }

    /// The secret's inside; made and dropped within one call.
    private record Inside(String apiKey, Map<String, String> headers) {

        @Override
        public String toString() {
            return "Inside[***]";
        }
    }

    SealedSecret seal(KeyTable table, UUID id, CheckedKey key) {
        Map<String, String> headers = new LinkedHashMap<>();
        key.headers().forEach((name, value) -> headers.put(name, value.reveal()));
        String json = MAPPER.writeValueAsString(new Inside(key.apiKey().reveal(), headers));
        return envelope.seal(new Secret(json), table.place(id));
    }

    ProviderCredentials open(KeyStore.Sealed row) {
        Secret json = envelope.open(row.sealed(), row.table().place(row.id()));
        Inside inside = MAPPER.readValue(json.reveal(), Inside.class);
        Map<String, Secret> headers = new LinkedHashMap<>();
        inside.headers().forEach((name, value) -> headers.put(name, new Secret(value)));
        return new ProviderCredentials(row.id(), new Secret(inside.apiKey()), row.baseUrl(), headers);
    }
}
