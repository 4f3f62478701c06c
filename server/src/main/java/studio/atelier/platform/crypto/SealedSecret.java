package studio.atelier.platform.crypto;

/// A secret as it stands in a row, all texts Base64 but the version: in the five columns `encrypted_key`,
/// `encryption_iv`, `encryption_salt`, `wrapped_key`, `key_version`, or as one text.
///
/// @param ciphertext AES-256-GCM under the row's own data key, tag at the end
/// @param iv         96 random bits, new for each encryption (E56)
/// @param salt       64 random bytes for scrypt, new for each wrapping (E55)
/// @param wrappedKey the data key, AES-256-GCM under scrypt(master key, salt); its 96-bit IV stands in front
/// @param keyVersion which master key wraps it (E91)
public record SealedSecret(String ciphertext, String iv, String salt, String wrappedKey, String keyVersion) {

    private static final int PARTS = 5;

    /// All five in one text of ASCII, for a table that keeps its secret in one column.
    public String text() {
        return String.join(".", keyVersion, salt, wrappedKey, iv, ciphertext);
    }

    /// @param text what [#text()] made
    /// @throws SealBroken when it is not of that form
    public static SealedSecret parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != PARTS) {
            throw new SealBroken("a sealed secret has " + PARTS + " parts");
        }
        return new SealedSecret(parts[4], parts[3], parts[1], parts[2], parts[0]);
    }

    @Override
    public String toString() {
        return "SealedSecret[" + keyVersion + "]";
    }
}
