/** AssemblyScript's number types, as far as the kernels use them: to tsc they are all numbers. */
declare type u32 = number;
declare type i32 = number;
declare type f64 = number;
