package studio.atelier.platform.crypto;

/// A secret as it stands in a row, all texts Base64 but the version. The same five columns in every table
/// that keeps secrets: `encrypted_key`, `encryption_iv`, `encryption_salt`, `wrapped_key`, `key_version`.
///
/// @param ciphertext AES-256-GCM under the row's own data key, tag at the end
/// @param iv         96 random bits, new for each encryption (E56)
/// @param salt       64 random bytes for scrypt, new for each wrapping (E55)
/// @param wrappedKey the data key, AES-256-GCM under scrypt(master key, salt); its 96-bit IV stands in
///     front
/// @param keyVersion which master key wraps it (E91)
public record SealedSecret(String ciphertext, String iv, String salt, String wrappedKey, String keyVersion) {

    @Override
    public String toString() {
        return "SealedSecret[" + keyVersion + "]";
    }
}
