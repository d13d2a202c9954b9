; What compiled networks call: written by hand, since xDSL's llvm dialect cannot express atomics.
;
; The barrier is 64 zero bytes, used as { i32 arrived, i32 generation }. Every thread reads the generation, then adds
; itself to `arrived`. The last to arrive clears the count and opens the next generation; the others wait for that:
; first spinning, about 1000 turns, then giving the processor away at each turn.
;
; The time is that of the monotonic clock, in nanoseconds, as Python's time.monotonic_ns. The clock's number is that of Linux.
;
; Lines that end in a comment `x86_64`, `aarch64` or `elsewhere` are for that processor only.

declare i32 @sched_yield()
declare void @llvm.x86.sse2.pause() ; x86_64

define linkonce_odr hidden void @prunir_barrier(ptr %barrier, i64 %threads) noinline nounwind {
entry:
  %alone = icmp ult i64 %threads, 2
  br i1 %alone, label %done, label %arrive

arrive:
  %generation_ptr = getelementptr inbounds i32, ptr %barrier, i64 1
  %generation = load atomic i32, ptr %generation_ptr monotonic, align 4
  %before = atomicrmw add ptr %barrier, i32 1 acq_rel, align 4
  %before_wide = zext i32 %before to i64
  %arrived = add nuw nsw i64 %before_wide, 1
  %last = icmp eq i64 %arrived, %threads
  br i1 %last, label %open, label %wait

open:
  store atomic i32 0, ptr %barrier monotonic, align 4
  %next = add i32 %generation, 1
  store atomic i32 %next, ptr %generation_ptr release, align 4
  br label %done

wait:
  %turn = phi i32 [ 0, %arrive ], [ %next_turn, %again ]
  %seen = load atomic i32, ptr %generation_ptr acquire, align 4
  %opened = icmp ne i32 %seen, %generation
  br i1 %opened, label %done, label %pause

pause:
  call void @llvm.x86.sse2.pause() ; x86_64
  %patient = icmp ult i32 %turn, 1000
  br i1 %patient, label %again, label %yield

yield:
  %ignored = call i32 @sched_yield()
  br label %again

again:
  %counting = zext i1 %patient to i32
  %next_turn = add i32 %turn, %counting
  br label %wait

done:
  ret void
}

declare i32 @clock_gettime(i32, ptr)

define linkonce_odr hidden i64 @prunir_now() noinline nounwind {
  %time = alloca { i64, i64 }, align 8
  %ignored = call i32 @clock_gettime(i32 1, ptr %time)
  %seconds = load i64, ptr %time, align 8
  %rest_ptr = getelementptr inbounds { i64, i64 }, ptr %time, i64 0, i32 1
  %rest = load i64, ptr %rest_ptr, align 8
  %whole = mul i64 %seconds, 1000000000
  %now = add i64 %whole, %rest
  ret i64 %now
}

; Subnormal numbers count as zero from here until the state that is returned is restored: arithmetic on them takes a hundred
; cycles. x86-64: bits 15 and 6 of MXCSR (results, operands); AArch64: bit 24 of FPCR (both). Elsewhere they stay.

declare void @llvm.x86.sse.stmxcsr(ptr) ; x86_64
declare void @llvm.x86.sse.ldmxcsr(ptr) ; x86_64
declare i64 @llvm.aarch64.get.fpcr() ; aarch64
declare void @llvm.aarch64.set.fpcr(i64) ; aarch64

define linkonce_odr hidden i64 @prunir_flush_subnormals() noinline nounwind {
  %state = alloca i64, align 8
  store i64 0, ptr %state, align 8
  call void @llvm.x86.sse.stmxcsr(ptr %state) ; x86_64
  %before = load i64, ptr %state, align 8 ; x86_64
  %flushing = or i64 %before, 32832 ; x86_64
  store i64 %flushing, ptr %state, align 8 ; x86_64
  call void @llvm.x86.sse.ldmxcsr(ptr %state) ; x86_64
  %before = call i64 @llvm.aarch64.get.fpcr() ; aarch64
  %flushing = or i64 %before, 16777216 ; aarch64
  call void @llvm.aarch64.set.fpcr(i64 %flushing) ; aarch64
  %before = load i64, ptr %state, align 8 ; elsewhere
  ret i64 %before
}

define linkonce_odr hidden void @prunir_restore_subnormals(i64 %before) noinline nounwind {
  %state = alloca i64, align 8 ; x86_64
  store i64 %before, ptr %state, align 8 ; x86_64
  call void @llvm.x86.sse.ldmxcsr(ptr %state) ; x86_64
  call void @llvm.aarch64.set.fpcr(i64 %before) ; aarch64
  ret void
}
