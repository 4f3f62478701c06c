package studio.atelier.platform.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import studio.atelier.platform.settings.Secret;

/// Seals secrets for a row and opens them again: AES-256-GCM under a random data key per row, the data key
/// wrapped under the master key. A changed bit, or a ciphertext copied to another row, does not open.
/// Thread-safe. Source: E53 to E57, E91; DESIGN 9.
public final class Envelope {

    private static final int IV_BYTES = 12;
    private static final int SALT_BYTES = 64;
    private static final int TAG_BITS = 128;

    private final MasterKey master;
    private final WrapKeys wrapKeys;
    private final SecureRandom random;

    public Envelope(MasterKey master, SecureRandom random) {
        this.master = master;
        this.wrapKeys = new WrapKeys(master);
        this.random = random;
    }

    /// @param place where the secret will stand, such as `user_api_keys/0190...`; the same text opens it
    public SealedSecret seal(Secret secret, String place) {
        byte[] dataKey = randomBytes(MasterKey.KEY_BYTES);
        try {
            byte[] iv = randomBytes(IV_BYTES);
            byte[] ciphertext = crypt(
                    Cipher.ENCRYPT_MODE, dataKey, iv, place, secret.reveal().getBytes(UTF_8));
            return wrap(text(ciphertext), text(iv), dataKey);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("a secret could not be sealed", failure);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    /// @param place the text it was sealed with
    /// @throws SealBroken when it was changed, belongs elsewhere, or its master key is not here
    public Secret open(SealedSecret sealed, String place) {
        byte[] dataKey = unwrap(sealed);
        try {
            byte[] clear = crypt(Cipher.DECRYPT_MODE, dataKey, bytes(sealed.iv()), place, bytes(sealed.ciphertext()));
            return new Secret(new String(clear, UTF_8));
        } catch (GeneralSecurityException failure) {
            throw new SealBroken("the secret of " + place + " does not open", failure);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    /// Wraps the same data key under the current master key with a new salt; the ciphertext stays as it is.
    ///
    /// @throws SealBroken when it cannot be unwrapped
    public SealedSecret rewrap(SealedSecret sealed) {
        byte[] dataKey = unwrap(sealed);
        try {
            return wrap(sealed.ciphertext(), sealed.iv(), dataKey);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("a data key could not be wrapped", failure);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    private SealedSecret wrap(String ciphertext, String iv, byte[] dataKey) throws GeneralSecurityException {
        byte[] salt = randomBytes(SALT_BYTES);
        byte[] wrapIv = randomBytes(IV_BYTES);
        String version = master.version();
        byte[] wrapped = crypt(Cipher.ENCRYPT_MODE, wrapKeys.get(version, salt), wrapIv, version, dataKey);
        byte[] together = Arrays.copyOf(wrapIv, IV_BYTES + wrapped.length);
        System.arraycopy(wrapped, 0, together, IV_BYTES, wrapped.length);
        return new SealedSecret(ciphertext, iv, text(salt), text(together), version);
    }

    private byte[] unwrap(SealedSecret sealed) {
        byte[] together = bytes(sealed.wrappedKey());
        if (together.length <= IV_BYTES) {
            throw new SealBroken("a wrapped key is too short");
        }
        byte[] iv = Arrays.copyOf(together, IV_BYTES);
        byte[] wrapped = Arrays.copyOfRange(together, IV_BYTES, together.length);
        byte[] wrapKey = wrapKeys.get(sealed.keyVersion(), bytes(sealed.salt()));
        try {
            return crypt(Cipher.DECRYPT_MODE, wrapKey, iv, sealed.keyVersion(), wrapped);
        } catch (GeneralSecurityException failure) {
            throw new SealBroken("a data key does not unwrap under master key " + sealed.keyVersion(), failure);
        }
    }

    private static byte[] crypt(int mode, byte[] key, byte[] iv, String place, byte[] input)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(place.getBytes(UTF_8));
        return cipher.doFinal(input);
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException failure) {
            throw new SealBroken("a sealed secret is not Base64", failure);
        }
    }
}
