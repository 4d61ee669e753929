"""Types of the compiled module: the functions of ternary.h as cffi shows them."""

class CData: ...

class _FFI:
    NULL: CData
    def from_buffer(self, cdecl: str, python_buffer: object, require_writable: bool = False) -> CData: ...
    def string(self, cdata: CData) -> bytes: ...

class _Lib:
    NACRE_MAX_DIMENSION: int
    NACRE_QUERY_BYTES: int
    NACRE_FLOAT_LANES: int
    NACRE_SCALAR: int
    NACRE_AVX2: int
    NACRE_NEON: int
    NACRE_LEVELS: int
    def nacre_level_name(self, level: int) -> CData: ...
    def nacre_level_usable(self, level: int) -> int: ...
    def nacre_current_level(self) -> int: ...
    def nacre_use_level(self, level: int) -> int: ...
    def nacre_first_nonfinite(self, values: CData, count: int) -> int: ...
    def nacre_pack(self, vectors: CData, n: int, d: int, nnz: int, workspace: CData, codes: CData) -> None: ...
    def nacre_quantise(self, vectors: CData, n: int, d: int, rows: CData, scales: CData) -> None: ...
    def nacre_dot(self, query: CData, codes: CData, n: int, d: int, out: CData) -> None: ...
    def nacre_dot_int8(self, query: CData, codes: CData, n: int, d: int, workspace: CData, out: CData) -> None: ...
    def nacre_dot_rows(
        self,
        query: CData,
        rows: CData,
        scales: CData,
        m: int,
        d: int,
        indices: CData,
        count: int,
        out: CData,
    ) -> int: ...
    def nacre_top_k_int32(self, scores: CData, n: int, live: CData, k: int, indices: CData, best: CData) -> int: ...
    def nacre_top_k_float(self, scores: CData, n: int, live: CData, k: int, indices: CData, best: CData) -> int: ...
    def nacre_scan_top_k(
        self,
        query: CData,
        codes: CData,
        n: int,
        d: int,
        live: CData,
        k: int,
        workspace: CData,
        indices: CData,
        best: CData,
    ) -> int: ...

ffi: _FFI
lib: _Lib
