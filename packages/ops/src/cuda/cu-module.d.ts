declare module "*.cu" {
	const text: string;
	export default text;
}
declare module "*.cuh" {
	const text: string;
	export default text;
}
