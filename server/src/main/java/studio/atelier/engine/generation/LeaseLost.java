package studio.atelier.engine.generation;

/// Another node took the run, or it has ended: whatever this node still wants to write must not be written.
final class LeaseLost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseLost(String what) {
        super(what, null, false, false);
    }
}
