package studio.atelier.platform.crypto;

import java.util.List;
import java.util.Optional;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.SettingsReader;

/// Where the master key comes from.
///
/// @param masterKey   64 hex characters; empty for the key in the file
/// @param previous    keys that rows may still be wrapped under while a rotation runs
public record CryptoSettings(Optional<Secret> masterKey, List<Secret> previous) {

    public CryptoSettings {
        previous = List.copyOf(previous);
    }

    public static CryptoSettings read(SettingsReader settings) {
        Optional<Secret> key = settings.secret(
                "ATELIER_MASTER_KEY",
                "Master key, 64 hex characters; without it a key is made in DATA/secrets/master.key at first start.");
        key.flatMap(secret -> MasterKey.weakness(secret.reveal()))
                .ifPresent(reason -> settings.fault("ATELIER_MASTER_KEY", reason));
        List<Secret> previous = settings.list(
                "ATELIER_MASTER_KEY_PREVIOUS",
                "secret, 64 hex characters",
                CryptoSettings::previousKey,
                "Master keys of before, while stored secrets are being wrapped anew.");
        return new CryptoSettings(key, previous);
    }

    private static Secret previousKey(String text) {
        MasterKey.weakness(text).ifPresent(reason -> {
            throw new IllegalArgumentException("a key of it " + reason);
        });
        return new Secret(text);
    }
}
