package studio.atelier.engine.demo;

import java.io.IOException;
import java.io.OutputStream;
import studio.atelier.engine.demo.sound.Performance;
import studio.atelier.engine.demo.sound.Wav;

/// Plays short music without a model: chords, a melody, a bass and an air around them, chosen by the words
/// of the prompt. Thread-safe.
public final class DemoSounds {

    /// Writes a WAV file, 44.1 kHz, stereo, 16 bit, labelled as a demo in its INFO list.
    public void play(SoundOrder order, OutputStream out) throws IOException {
        Wav.write(Performance.of(order), order.prompt(), out);
    }
}
