/// One connection: frames in their order, a bounded queue of what is to be sent, and the cut of whoever
/// does not read.
@NullMarked
package studio.atelier.backend.realtime.socket;

import org.jspecify.annotations.NullMarked;
