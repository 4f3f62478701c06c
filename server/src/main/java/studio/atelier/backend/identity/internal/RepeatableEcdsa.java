package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;

/// ES256 signatures that are the same each time (RFC 6979), for texts that several nodes must make alike
/// without storing them. The JDK's are different each time.
final class RepeatableEcdsa {

    private static final int NUMBER_BYTES = 32;

    private RepeatableEcdsa() {}

    /// @return the signature of `text` as a JWS has it
    static Base64URL sign(ECKey key, String text) {
        var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        var curve = ECNamedCurveTable.getByName("P-256");
        signer.init(true, new ECPrivateKeyParameters(key.getD().decodeToBigInteger(), new ECDomainParameters(curve)));
        var digest = new SHA256Digest();
        byte[] bytes = text.getBytes(US_ASCII);
        digest.update(bytes, 0, bytes.length);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        BigInteger[] numbers = signer.generateSignature(hash);
        byte[] signature = new byte[2 * NUMBER_BYTES];
        place(numbers[0], signature, 0);
        place(numbers[1], signature, NUMBER_BYTES);
        return Base64URL.encode(signature);
    }

    private static void place(BigInteger number, byte[] target, int at) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(bytes.length, NUMBER_BYTES);
        System.arraycopy(bytes, bytes.length - length, target, at + NUMBER_BYTES - length, length);
    }
}
