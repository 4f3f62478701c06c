package studio.atelier.backend.realtime.wire;

/// One message as it goes over the wire. The bytes are shared by all who get it and never change.
///
/// @param binary whether it is a binary frame; text otherwise
@SuppressWarnings("ArrayRecordComponent") // the bytes travel through, nobody compares them
public record Packet(boolean binary, byte[] bytes) {

    @Override
    public String toString() {
        return "Packet[" + (binary ? "binary " : "text ") + bytes.length + "]";
    }
}
